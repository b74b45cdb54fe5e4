import SQLite from "better-sqlite3";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { parseAddress } from "../dialect.ts";
import { BackupError, InUseError } from "./backup-error.ts";

/** What SQLite keeps beside a file while it is open, or was killed. */
const COMPANIONS = ["-wal", "-shm", "-journal"];

export async function removeDatabaseFile(file: string): Promise<void> {
  for (const name of [file, ...COMPANIONS.map((suffix) => `${file}${suffix}`)])
    await rm(name, { force: true });
}

/** The file behind an address; undefined = a database on a server. */
export function fileOf(url: string): string | undefined {
  const address = parseAddress(url);
  if (!("path" in address)) return undefined;
  if (address.path === ":memory:")
    throw new BackupError("A database in memory can be neither saved nor restored");
  return address.path;
}

/**
 * Folds what stands beside a file into it, so that it is all there is, and holds nothing else. Throws
 * {@link BackupError} for a file that is damaged, or no database of Tokenhouse.
 */
export function makeWhole(file: string, name = file): void {
  readingAs(name, () => {
    const database = new SQLite(file, { fileMustExist: true, timeout: 1000 });
    try {
      const found = database.pragma("integrity_check(1)", { simple: true });
      if (found !== "ok") throw new BackupError(`${name} is damaged: ${String(found)}`);
      const marked =
        "select 1 from sqlite_schema where type = 'table' and name in ('kysely_migration', 'revision')";
      if (database.prepare(marked).all().length < 2) {
        throw new BackupError(`${name} is no database of Tokenhouse`);
      }
      const isFolded = database.pragma("journal_mode = delete", { simple: true }) === "delete";
      if (!isFolded) throw new InUseError(`${name} is open elsewhere: close what reads it`);
    } finally {
      database.close();
    }
  });
}

/** What a database has counted up to, and the longest lease that it gave; undefined where it cannot tell. */
export function readGivenOut(file: string): { revision: number; leaseMs: number } | undefined {
  try {
    const database = new SQLite(file, { fileMustExist: true, timeout: 1000 });
    try {
      return database
        .prepare<[], { revision: number; leaseMs: number }>(
          "select n as revision, (select coalesce(max(lease_ms), 0) from verifiers) as leaseMs from revision",
        )
        .get();
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** Says of which file SQLite speaks where that is at fault. */
export function readingAs<T>(name: string, work: () => T): T {
  if (!existsSync(name)) throw new BackupError(`There is no file ${name}`);
  try {
    return work();
  } catch (error) {
    throw inWords(name, error);
  }
}

export function inWords(name: string, error: unknown): unknown {
  if (!(error instanceof SQLite.SqliteError)) return error;
  if (/^SQLITE_(?:NOTADB|CORRUPT)/.test(error.code)) {
    return new BackupError(`${name} is damaged, or no database of Tokenhouse: ${error.message}`);
  }
  if (/^no such table: revision$/.test(error.message)) {
    return new BackupError(`${name} is no database of Tokenhouse`);
  }
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(error.code)) {
    return new InUseError(`${name} is open elsewhere: close what reads it`);
  }
  return error;
}
