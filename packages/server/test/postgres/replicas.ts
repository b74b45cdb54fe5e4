import { expect, inject, onTestFinished } from "vitest";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import type { RunningServer } from "../../src/main.ts";
import { start } from "../../src/main.ts";
import { createDatabase } from "../storage/databases.ts";
import type { Proxy } from "./proxy.ts";
import { startProxy } from "./proxy.ts";

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };
const LEASE_SECONDS = 2;
export const LEASE_MS = LEASE_SECONDS * 1000;
const log = createLog("silent", { write: () => undefined });

export interface Replica extends RunningServer {
  proxy: Proxy;
}

export interface Minted {
  value: string;
  id: string;
}

/** Servers on one database, each by way of a proxy of its own, and a token of its owner. */
export async function startReplicas(count: number): Promise<{ replicas: Replica[]; owner: Minted }> {
  const database = await createDatabase();
  onTestFinished(() => database.remove());
  const replicas: Replica[] = [];
  for (let n = 0; n < count; n++) replicas.push(await startReplica(database.url));
  const basic = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
  const owner = await mint(urlOf(replicas, 0), `Basic ${basic}`);
  return { replicas, owner };
}

export async function startReplica(databaseUrl: string): Promise<Replica> {
  const proxy = await startProxy(inject("postgres"));
  const { config } = readConfig({
    TOKENHOUSE_PORT: "0",
    TOKENHOUSE_DATABASE_URL: proxy.through(databaseUrl),
    TOKENHOUSE_LEASE_SECONDS: String(LEASE_SECONDS),
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
  });
  const server = await start(config, log);
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    proxy.mend();
    await server.stop();
    await proxy.close();
  };
  onTestFinished(stop);
  return { ...server, stop, proxy };
}

export function urlOf(replicas: readonly Replica[], n: number): string {
  const replica = replicas[n];
  if (!replica) throw new Error(`There is no replica ${n}`);
  return replica.url;
}

export async function mint(url: string, authorization: string, body: object = {}): Promise<Minted> {
  const answer = await fetch(`${url}/v1/tokens`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ lifetimeDays: 1, ...body }),
  });
  expect(answer.status).toBe(201);
  const { value, token } = (await answer.json()) as { value: string; token: { id: string } };
  return { value, id: token.id };
}

export async function statusOf(url: string, value: string, path = "/auth/forward"): Promise<number> {
  const { status } = await fetch(url + path, { headers: { authorization: `Bearer ${value}` } });
  return status;
}

export const bearer = ({ value }: Minted) => `Bearer ${value}`;
