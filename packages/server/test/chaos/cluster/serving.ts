import { createDatabaseAt } from "../../storage/postgres-databases.ts";
import { openGround } from "../ground.ts";
import type { ServerProcess } from "../servers.ts";
import { startServer } from "../servers.ts";
import type { Clients } from "./clients.ts";
import { startClients } from "./clients.ts";
import type { Cluster, Fault } from "./cluster.ts";
import { until } from "./until.ts";

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };
const LEASE_SECONDS = 2;

export interface ServingOutcome {
  created: number;
  revoked: number;
  /** Attempts of which nobody knows whether they were done. */
  unknown: number;
  checks: number;
  /** Tokens that are not what their history says: lost, or accepted after a receipt. */
  violations: number;
  /** For each failover, from the fault until a change that began after it was acknowledged. */
  outagesMs: number[];
}

/**
 * Lets primaries fail under two servers and their clients. Before each fails, what it commits does not reach its standbys
 * any more: whatever it then acknowledges by itself is lost with it.
 */
export async function failOverServing(cluster: Cluster, faults: readonly Fault[]): Promise<ServingOutcome> {
  const { folder, clear } = openGround();
  try {
    const clients = await startServing(cluster, folder);
    const outagesMs: number[] = [];
    for (const [n, fault] of faults.entries()) {
      if (n > 0) await cluster.heal();
      outagesMs.push(await failOnce(cluster, clients, fault));
    }
    const { created, revoked } = clients;
    const found = await clients.finish();
    return {
      ...found,
      created: created.length,
      revoked: revoked.length,
      unknown: clients.unknown(),
      outagesMs,
    };
  } finally {
    await clear();
  }
}

async function startServing(cluster: Cluster, folder: string): Promise<Clients> {
  const database = new URL(cluster.url);
  database.pathname = `/serving_${Date.now()}`;
  await createDatabaseAt(database.href, "template0");
  const env = {
    TOKENHOUSE_DATABASE_URL: database.href,
    TOKENHOUSE_LEASE_SECONDS: String(LEASE_SECONDS),
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
    TOKENHOUSE_LOG_LEVEL: "error",
  };
  const servers: ServerProcess[] = [];
  for (const name of ["one", "two"]) servers.push(await startServer({ folder: `${folder}/${name}`, env }));
  const basic = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
  return startClients(
    servers.map(({ url }) => url),
    `Basic ${basic}`,
  );
}

const SOME = 20;

async function failOnce(cluster: Cluster, clients: Clients, fault: Fault): Promise<number> {
  const goOn = (since: number) =>
    until(
      () => [clients.created, clients.revoked].every((done) => countSince(done, since) >= SOME) || undefined,
      () => "The clients do not get on",
    );
  await goOn(performance.now());
  const unknownBefore = clients.unknown();
  await cluster.stallReplication();
  const stalledAt = performance.now();
  // Either something is acknowledged that no standby has, or nobody is answered any more.
  await until(
    () => countSince(clients.created, stalledAt) >= SOME || clients.unknown() > unknownBefore || undefined,
    () => "The clients stand still",
  );
  const old = await cluster.strike(fault);
  const struckAt = performance.now();
  await cluster.primary(old);
  await goOn(performance.now());
  const first = [...clients.created, ...clients.revoked].filter(({ beganAt }) => beganAt > struckAt);
  return Math.min(...first.map(({ endedAt }) => endedAt)) - struckAt;
}

function countSince(done: readonly { beganAt: number }[], since: number): number {
  return done.filter(({ beganAt }) => beganAt > since).length;
}
