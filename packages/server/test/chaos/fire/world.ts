import { join } from "node:path";
import { createDatabaseAt } from "../../storage/postgres-databases.ts";
import type { Draw } from "../../storage/schedule.ts";
import { freePorts } from "../cluster/ports.ts";
import type { Book, Subject } from "./book.ts";
import { openBook } from "./book.ts";
import { call } from "./call.ts";
import type { Victims } from "./faults.ts";
import type { Mistake } from "./mistake.ts";
import type { Replica } from "./replica.ts";
import { startReplica } from "./replica.ts";
import { startSdk } from "./sdk.ts";

export interface WorldOptions {
  /** Where its processes work; it is the name of its database, too. */
  folder: string;
  /** Of a PostgreSQL server. */
  postgres: string;
  leaseSeconds: number;
  draw: Draw;
  mistake?: Mistake | undefined;
}

/** Three servers on one database and two SDKs, each with wires and a clock of its own. */
export interface World extends Victims {
  leaseMs: number;
  draw: Draw;
  book: Book;
  /** The owner's token, with which everything is asked. It is good all the time. */
  owner: Subject;
  /** The tokens that are checked now. */
  watched: Set<Subject>;
  stop: () => Promise<void>;
}

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };
const PATIENCE_MS = 10_000;

export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder, postgres, leaseSeconds, draw } = options;
  const databaseUrl = new URL(`/${folder.split("/").at(-1)}`, postgres).href;
  await createDatabaseAt(databaseUrl, "template0");
  const book = openBook();
  const running: { stop: () => Promise<void> }[] = [];
  const stop = async () => void (await Promise.all(running.map((one) => one.stop())));
  const keep = async <T extends (typeof running)[number]>(starting: Promise<T>): Promise<T> => {
    const one = await starting;
    running.push(one);
    return one;
  };
  try {
    const replicas = await startReplicas({ ...options, databaseUrl, keep });
    const basic = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
    const owner = book.open(await mintFirst(replicas[0]?.url ?? "", `Basic ${basic}`));
    const ports = replicas.map(({ port }) => port);
    const routes = { "SDK 1": ports, "SDK 2": ports.slice(0, 1) };
    const starting = Object.entries(routes).map(([name, reached]) => {
      const place = { name, folder: join(folder, name), ports: reached, token: owner.value };
      return keep(
        startSdk({ ...place, timeoutMs: leaseSeconds * 1000, mistake: ofKind(options, "sdks") }, book),
      );
    });
    const sdks = await Promise.all(starting);
    const leaseMs = leaseSeconds * 1000;
    return { databaseUrl, replicas, sdks, leaseMs, draw, book, owner, watched: new Set(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Starting extends WorldOptions {
  databaseUrl: string;
  keep: (starting: Promise<Replica>) => Promise<Replica>;
}

async function startReplicas({ keep, ...options }: Starting): Promise<Replica[]> {
  const env = {
    TOKENHOUSE_LEASE_SECONDS: String(options.leaseSeconds),
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
    TOKENHOUSE_LOG_LEVEL: "error",
  };
  const ports = await freePorts(3);
  const { folder, databaseUrl } = options;
  return Promise.all(
    ports.map((port, n) => {
      const name = `replica ${n + 1}`;
      const place = { name, folder: join(folder, name), port, databaseUrl, env };
      return keep(startReplica({ ...place, mistake: ofKind(options, "replicas") }));
    }),
  );
}

function ofKind({ mistake }: WorldOptions, kind: Mistake["in"]): Mistake | undefined {
  return mistake?.in === kind ? mistake : undefined;
}

async function mintFirst(url: string, authorization: string): Promise<{ id: string; value: string }> {
  const order = { method: "POST", path: "/v1/tokens", authorization, body: { lifetimeDays: 30 } };
  const answer = await call(url, order, PATIENCE_MS);
  if (answer?.status !== 201) throw new Error(`The owner gets no token: ${JSON.stringify(answer)}`);
  return mintedOf(answer.body);
}

export function mintedOf(body: unknown): { id: string; value: string } {
  const { value, token } = body as { value: string; token: { id: string } };
  return { id: token.id, value };
}

/** Lets everybody check a token from now on. */
export function watch({ watched, sdks }: World, subject: Subject): void {
  watched.add(subject);
  for (const sdk of sdks) sdk.tell({ watch: [[subject.n, subject.value]] });
}

export function forget({ watched, sdks }: World, subject: Subject): void {
  watched.delete(subject);
  for (const sdk of sdks) sdk.tell({ forget: [subject.n] });
}
