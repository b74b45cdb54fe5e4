import SQLite from "better-sqlite3";
import type { Dialect, Kysely, RawBuilder } from "kysely";
import { sql, SqliteAdapter, SqliteDialect } from "kysely";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { SteadyQueryCompiler } from "./sqlite-compiler.ts";
import { keepStatements } from "./statements.ts";

/** The only file that knows how the databases differ. */

const LONGEST_WAIT_MS = 5000;
const TURN_MS = 20;

export class DatabaseUrlError extends Error {}

/** The dialect for `sqlite:<path>` or `sqlite::memory:`. Creates the folder; throws a one-line reason if it cannot. */
export function dialectFor(url: string): Dialect {
  const dialect = new SqliteDialect({ database: keepStatements(openSqlite(pathOf(url))) });
  dialect.createQueryCompiler = () => new SteadyQueryCompiler();
  return dialect;
}

/** The file behind an address, or `:memory:`. */
export function pathOf(url: string): string {
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  if (path === undefined)
    throw new DatabaseUrlError("must be sqlite:<path>, such as sqlite:./data/tokenhouse.db");
  return path;
}

/**
 * Durable at every commit (WAL and synchronous=FULL), foreign keys kept, a writer elsewhere waited for.
 * Each setting is read back: a file system that cannot give it is refused rather than trusted.
 */
function openSqlite(path: string): SQLite.Database {
  const inMemory = path === ":memory:";
  if (!inMemory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new SQLite(path, { timeout: LONGEST_WAIT_MS });
  const wanted = {
    journal_mode: inMemory ? "memory" : "wal",
    synchronous: 2,
    foreign_keys: 1,
    ...QUICKER_WRITES,
  };
  for (const [pragma, value] of Object.entries(wanted)) {
    takingTurns(() => database.pragma(`${pragma} = ${value}`));
    const found = database.pragma(pragma, { simple: true });
    if (found !== value)
      throw new Error(`SQLite ${pragma} is ${String(found)} and cannot be set to ${value}`);
  }
  return database;
}

/**
 * What a savepoint would restore is kept in memory (2), not in a file of its own; and the log grows to 16 MB of pages of
 * 4 kB before it is written into the file, so that pages that change often are written there less often.
 */
const QUICKER_WRITES = { temp_store: 2, wal_autocheckpoint: 4000 };

/** SQLite waits for a lock everywhere but where a new file turns to WAL: processes that start together wait here. */
function takingTurns(work: () => void): void {
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; ; waitedMs += TURN_MS) {
    try {
      return work();
    } catch (error) {
      const isBusy = error instanceof SQLite.SqliteError && error.code === "SQLITE_BUSY";
      if (!isBusy || waitedMs >= LONGEST_WAIT_MS) throw error;
      Atomics.wait(asleep, 0, 0, TURN_MS);
    }
  }
}

export function isSqlite(db: Pick<Kysely<unknown>, "getExecutor">): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/**
 * Rows as one parameter, however many they are: to be selected from under a name, `value ->> n` being the n-th field of
 * a row. Numbers have to be cast.
 */
export function rowsOf(db: Parameters<typeof isSqlite>[0], rows: readonly unknown[]): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  return isSqlite(db) ? sql`json_each(${json})` : sql`jsonb_array_elements(cast(${json} as jsonb))`;
}

/** The column type for raw bytes. */
export function binary(db: Kysely<unknown>): "blob" | "bytea" {
  return isSqlite(db) ? "blob" : "bytea";
}

/** The column type of a key that counts up by itself; in SQLite an integer primary key does. */
export function serial(db: Kysely<unknown>): "integer" | "bigserial" {
  return isSqlite(db) ? "integer" : "bigserial";
}
