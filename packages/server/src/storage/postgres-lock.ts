import { setTimeout as delay } from "node:timers/promises";
import type { QueryConfig } from "pg";
import { Client, DatabaseError } from "pg";
import { LOCKS } from "./dialect.ts";
import type { LockWatcher, ServingLock } from "./serving-lock.ts";
import { CONNECT_MS, connectionOptions, toldOf } from "./postgres.ts";

/** How often the session that holds the lock is asked whether it is there, and how long it may take to answer. */
const ASK_EVERY_MS = 1_000;
const ANSWER_MS = 2_000;
const TRY_AGAIN_MS = 500;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * PostgreSQL's advisory lock, on a connection of its own. It is lost with the connection, as when the server restarts,
 * and then taken again as soon as that is possible. Answers undefined if another session keeps it.
 */
export async function lockPostgres(url: string, patienceMs: number): Promise<ServingLock | undefined> {
  const first = await takeLock(url, patienceMs);
  if (!first) return undefined;
  const ended = new AbortController();
  let isHeld = true;
  let told = watchNothing;

  async function keep(session: Client | undefined): Promise<void> {
    if (session && isHeld) await untilLost(session, ended.signal);
    const wasHeld = isHeld;
    isHeld = false;
    await session?.end().catch(() => undefined);
    if (ended.signal.aborted) return;
    if (wasHeld) await told("lost");
    const next = await takeLock(url, 0).catch(() => undefined);
    isHeld = next !== undefined && (await told("regained").then(isDone, isNotDone));
    if (!isHeld) await pause(TRY_AGAIN_MS, ended.signal);
    return keep(next);
  }

  const kept = keep(first);
  return {
    isHeld: () => isHeld,
    watch(listener) {
      told = listener;
    },
    async release() {
      ended.abort();
      await kept;
    },
  };
}

const watchNothing: LockWatcher = () => Promise.resolve();
const isDone = () => true;
const isNotDone = () => false;

/** A session that has the lock; undefined if another one keeps it for longer than `patienceMs`. */
async function takeLock(url: string, patienceMs: number): Promise<Client | undefined> {
  const client = new Client({ ...connectionOptions(url), connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => undefined);
  try {
    await client.connect();
    // 0 would mean without end.
    await client.query(`set lock_timeout = ${patienceMs + 1}`);
    await client.query(`select pg_advisory_lock(${LOCKS.serving})`);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE) return undefined;
    throw toldOf(error);
  }
}

/** Resolves when the session is gone, or is to end. */
async function untilLost(session: Client, end: AbortSignal): Promise<void> {
  const lost = new AbortController();
  session.once("end", () => lost.abort());
  const either = AbortSignal.any([lost.signal, end]);
  try {
    while (!either.aborted) {
      await session.query({ text: "select 1", query_timeout: ANSWER_MS } as QueryConfig);
      await pause(ASK_EVERY_MS, either);
    }
  } catch {
    // No answer is the answer.
  }
}

async function pause(ms: number, until: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: until }).catch(() => undefined);
}
