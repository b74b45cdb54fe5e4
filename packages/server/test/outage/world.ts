import { join } from "node:path";
import type { Postgres } from "../../bench/postgres.ts";
import { startPostgres } from "../../bench/postgres.ts";
import { freePorts } from "../chaos/cluster/ports.ts";
import { openGround } from "../chaos/ground.ts";
import type { ServerProcess } from "../chaos/servers.ts";
import { startServer } from "../chaos/servers.ts";
import { createCaller } from "./call.ts";

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };

/** One of several servers: it comes back on its own port. */
export interface Replica {
  name: string;
  url: string;
  process: () => ServerProcess;
  start: () => Promise<void>;
}

export interface Minted {
  id: string;
  value: string;
}

/** Servers on one database, each a process. */
export interface World {
  folder: string;
  replicas: Replica[];
  /** The owner's token. */
  owner: Minted;
  close: () => Promise<void>;
}

export interface WorldOptions {
  databaseUrl: string;
  leaseSeconds: number;
  names: readonly string[];
}

/** PostgreSQL in a folder of its own, all of whose processes can be signalled. */
export async function openDatabaseServer(): Promise<
  Postgres & { folder: string; close: () => Promise<void> }
> {
  const { folder, clear } = openGround();
  const [port = 0] = await freePorts(1);
  const postgres = await startPostgres({ within: folder, port });
  if (!postgres) throw new Error("PostgreSQL is not installed");
  return { ...postgres, folder, close: clear };
}

export async function openWorld({ databaseUrl, leaseSeconds, names }: WorldOptions): Promise<World> {
  const { folder, clear } = openGround();
  try {
    const ports = await freePorts(names.length);
    const env = {
      TOKENHOUSE_DATABASE_URL: databaseUrl,
      TOKENHOUSE_LEASE_SECONDS: String(leaseSeconds),
      TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
      TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
      TOKENHOUSE_TRUST_PROXY: "127.0.0.1",
      TOKENHOUSE_LOG_LEVEL: "warn",
    };
    const starting = names.map((name, n) => {
      const own = { ...env, TOKENHOUSE_PORT: String(ports[n]) };
      return startReplica(name, { folder: join(folder, name), env: own });
    });
    const replicas = await Promise.all(starting);
    const basic = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
    const owner = await mint(replicas[0]?.url ?? "", `Basic ${basic}`);
    return { folder, replicas, owner, close: clear };
  } catch (error) {
    await clear();
    throw error;
  }
}

async function startReplica(
  name: string,
  order: { folder: string; env: Record<string, string> },
): Promise<Replica> {
  let running = await startServer(order);
  return {
    name,
    url: running.url,
    process: () => running,
    async start() {
      running = await startServer(order);
    },
  };
}

/** A new token at a server. */
export async function mint(url: string, authorization: string): Promise<Minted> {
  const caller = createCaller(url);
  const { status, body } = await caller.call({
    authorization,
    path: "/v1/tokens",
    body: { lifetimeDays: 1 },
  });
  caller.close();
  if (status !== 201) throw new Error(`There is no new token: ${status} ${JSON.stringify(body)}`);
  const { value, token } = body as { value: string; token: { id: string } };
  return { id: token.id, value };
}
