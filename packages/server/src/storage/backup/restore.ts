import { sql } from "kysely";
import { existsSync } from "node:fs";
import { chmod, copyFile, realpath, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { lockFile } from "../file-lock.ts";
import { NewerSchemaError } from "../migrate.ts";
import type { Db } from "../open.ts";
import { openDatabase } from "../open.ts";
import { BackupError, InUseError } from "./backup-error.ts";
import { readJournal } from "./read-journal.ts";
import { replaceFile } from "./replace-file.ts";
import type { Decision, Settled } from "./settle.ts";
import { settle } from "./settle.ts";
import { fileOf, makeWhole, readGivenOut, removeDatabaseFile } from "./sqlite-file.ts";

export interface RestoreOrder {
  url: string;
  /** Undefined = somebody else has restored the database already; it is taken as it is. */
  backup: string | undefined;
  decision: Decision;
  /** The journal of the server that runs here: its revisions were given out, whatever is decided. */
  ownJournal: string | undefined;
  leaseMs: number;
  nowMs: number;
}

export interface Restored extends Settled {
  /** Where the replaced database is now. */
  kept: string | undefined;
}

/** Throws {@link BackupError} where what is given is at fault; then, and at any other error, the database is as before. */
export async function restore(order: RestoreOrder): Promise<Restored> {
  const file = fileOf(order.url);
  if (file === undefined) return restoreOnServer(order);
  if (!existsSync(file) && order.backup === undefined) throw new BackupError(`There is no database ${file}`);
  const lock = lockFile(order.url);
  try {
    return order.backup === undefined
      ? { ...(await settleAt(order, await whatWasGivenOut(order, undefined))), kept: undefined }
      : await restoreFile({ ...order, backup: order.backup }, existsSync(file) ? await realpath(file) : file);
  } finally {
    lock?.release();
  }
}

async function restoreOnServer(order: RestoreOrder): Promise<Restored> {
  if (order.backup !== undefined) {
    throw new BackupError(
      "PostgreSQL is restored by its own tools: do that first, then run this without a file. See docs/how-to/backup.md",
    );
  }
  const given = await whatWasGivenOut(order, undefined);
  return { ...(await settleAt(order, given, refuseServers)), kept: undefined };
}

/** All is done to a copy beside the database itself, wherever its name leads, and takes its place at last. */
async function restoreFile(order: RestoreOrder & { backup: string }, file: string): Promise<Restored> {
  const copy = `${file}.restoring`;
  // One that was killed has left it.
  await removeDatabaseFile(copy);
  try {
    await copyBackup(order.backup, { file, copy });
    makeWhole(copy, order.backup);
    const url = `sqlite:${copy}`;
    const settled = await settleAt({ ...order, url }, await whatWasGivenOut(order, file));
    makeWhole(copy, order.backup);
    return { ...settled, kept: await replaceFile(file, copy, order.nowMs) };
  } finally {
    await removeDatabaseFile(copy);
  }
}

/** With what was written ahead of it, where somebody has copied the files of a server. */
async function copyBackup(backup: string, { file, copy }: { file: string; copy: string }): Promise<void> {
  const found = await stat(backup).catch(() => undefined);
  if (!found?.isFile()) throw new BackupError(`There is no file ${backup}`);
  if ((await realpath(backup)) === file) {
    throw new BackupError(
      `${backup} is the database itself: leave it out to decide about the database as it is`,
    );
  }
  for (const suffix of ["", "-wal"]) {
    if (!existsSync(backup + suffix)) continue;
    await copyFile(backup + suffix, copy + suffix);
    await chmod(copy + suffix, 0o600);
  }
}

/** What the database that is replaced, or this server's journal, has counted up to, and how long its leases are. */
interface GivenOut {
  revision: number;
  leaseMs: number;
}

async function whatWasGivenOut(order: RestoreOrder, file: string | undefined): Promise<GivenOut> {
  const ofJournal = await lastRevisionOf(order.ownJournal);
  const ofDatabase = file !== undefined && existsSync(file) ? readGivenOut(file) : undefined;
  return {
    revision: Math.max(ofJournal, ofDatabase?.revision ?? 0),
    leaseMs: Math.max(order.leaseMs, ofDatabase?.leaseMs ?? 0),
  };
}

async function lastRevisionOf(journal: string | undefined): Promise<number> {
  if (journal === undefined || !existsSync(journal)) return 0;
  return (await readJournal(journal, () => undefined)).lastRevision;
}

async function longestLease(db: Db): Promise<number> {
  const row = await db
    .selectFrom("verifiers")
    .select((eb) => eb.fn.max("lease_ms").as("longest"))
    .executeTakeFirst();
  return row?.longest ?? 0;
}

async function settleAt(
  { url, decision, nowMs }: RestoreOrder,
  { revision, leaseMs }: GivenOut,
  refuse?: (db: Db) => Promise<void>,
): Promise<Settled> {
  try {
    const db = await openDatabase(url, { isPatient: true });
    try {
      await refuse?.(db);
      const longest = Math.max(leaseMs, await longestLease(db));
      return await settle(db, { decision, atMs: nowMs, beyond: revision, leaseMs: longest });
    } finally {
      await db.destroy();
    }
  } catch (error) {
    throw error instanceof NewerSchemaError ? new BackupError(error.message) : error;
  }
}

/** So long a server that is being stopped may take to end. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 100;

/** Whoever serves a database while it is restored would go by what it was. */
async function refuseServers(db: Db): Promise<void> {
  for (let waitedMs = 0; await isServed(db); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs >= PATIENCE_MS) {
      throw new InUseError("A Tokenhouse is connected to this database: stop all servers first");
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function isServed(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'tokenhouse' and pid <> pg_backend_pid()`.execute(
    db,
  );
  return rows.length > 0;
}
