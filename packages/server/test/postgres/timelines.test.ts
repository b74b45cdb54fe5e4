import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { Postgres } from "../../bench/postgres.ts";
import { startPostgres } from "../../bench/postgres.ts";
import { inChange } from "../../src/storage/change.ts";
import { readNews } from "../../src/storage/change-log.ts";
import type { Db } from "../../src/storage/open.ts";
import { currentRevision, openDatabase } from "../../src/storage/open.ts";
import type { Session } from "../../src/storage/session.ts";
import { readPast } from "../../src/storage/histories.ts";
import { beginHistory } from "../../src/storage/revision.ts";
import { inTransaction } from "../../src/storage/transaction.ts";
import { openSession } from "../../src/storage/session.ts";

async function startServer(standbyOf?: string): Promise<Postgres> {
  const within = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const server = await startPostgres({ within, ...(standbyOf !== undefined && { standbyOf }) });
  if (!server) throw new Error("PostgreSQL is not installed");
  onTestFinished(() => server.stop());
  return server;
}

async function open({ url }: Postgres): Promise<Db> {
  const db = await openDatabase(url);
  onTestFinished(() => db.destroy());
  return db;
}

async function connect({ url }: Postgres): Promise<Session> {
  const session = await openSession(url, { timeoutMs: 20_000 });
  onTestFinished(() => session.discard());
  return session;
}

function change(db: Db): Promise<number> {
  return inChange(db, (_, revision) => Promise.resolve(revision));
}

async function promote({ url }: Postgres): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("select pg_promote()");
  await client.end();
}

/** Also of a standby. */
async function readRevision({ url }: Postgres): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: string }>("select n from revision");
  await client.end();
  return Number(rows[0]?.n);
}

/** A primary with one change, and a standby that has it, too. */
async function startPair() {
  const deposed = await startServer();
  const before = await open(deposed);
  await change(before);
  return { deposed, before, standby: await startServer(deposed.url) };
}

test("a standby is refused by whoever holds a lease, and what it counts as primary is beyond all that the one before counts on", async () => {
  const { before, standby } = await startPair();
  const known = await currentRevision(before);
  await expect(connect(standby)).rejects.toThrow("read-only transaction");
  await promote(standby);
  const after = await open(standby);
  expect(await currentRevision(after)).toBe(known);
  const first = await change(after);
  expect(await change(after)).toBe(first + 1);
  for (let n = 1; n <= 3; n++) expect(await change(before)).toBe(known + n);
  expect(first).toBeGreaterThan(known + 1_000_000_000);
  expect(first).toBeLessThan(Number.MAX_SAFE_INTEGER);
});

test("whoever connects to a new primary is told to forget all, though nothing has changed there", async () => {
  const { deposed, before, standby } = await startPair();
  const known = await currentRevision(before);
  const first = await connect(deposed);
  expect(await readNews(undefined, first.db, known)).toEqual({ revision: known, changes: [] });
  await promote(standby);
  const { db } = await connect(standby);
  const { revision, changes } = await readNews(undefined, db, known);
  expect(changes).toBeNull();
  expect(revision).toBeGreaterThan(known + 1_000_000_000);
  const again = await connect(standby);
  expect(await readNews(undefined, again.db, revision)).toEqual({ revision, changes: [] });
});

test("what was restored and then fails over counts on beyond both, and knows what it has lost", async () => {
  const { before, standby } = await startPair();
  const known = await currentRevision(before);
  const restored = await inTransaction(before, (trx) => beginHistory(trx, { beyond: known + 7 }));
  expect(await change(before)).toBe(restored + 1);
  await expect.poll(() => readRevision(standby)).toBe(restored + 1);
  await promote(standby);
  const after = await open(standby);
  const lost = await change(before);
  const first = await change(after);
  expect(first).toBeGreaterThan(lost + 1_000_000_000);
  expect(await change(after)).toBe(first + 1);
  const has = await readPast(after);
  const asked = [known, known + 7, restored, restored + 1, lost, first, first + 1, first + 2];
  expect(asked.map(has)).toEqual([true, false, true, true, false, true, true, false]);
});
