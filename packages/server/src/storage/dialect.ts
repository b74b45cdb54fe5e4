import SQLite from "better-sqlite3";
import type { CreateTableBuilder, Dialect, RawBuilder } from "kysely";
import { CompiledQuery, Kysely, PostgresDialect, sql, SqliteAdapter, SqliteDialect } from "kysely";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Assumption } from "./assumptions.ts";
import { checkPostgres, checkSqlite } from "./assumptions.ts";
import { ByteOrderCompiler } from "./postgres-compiler.ts";
import { ConnectionLostError, DatabaseUnavailableError, openPool, storable } from "./postgres.ts";
import { SteadyQueryCompiler } from "./sqlite-compiler.ts";
import { keepStatements } from "./statements.ts";

/** The only file that knows how the databases differ. */

const LONGEST_WAIT_MS = 5000;
const TURN_MS = 20;

export class DatabaseUrlError extends Error {}

/**
 * The dialect for `sqlite:<path>`, `sqlite::memory:` or `postgres://…`. Creates a file's folder; throws a one-line reason
 * if it cannot. Work that takes as long as it takes says that it `isPatient`.
 */
export function dialectFor(url: string, { isPatient = false } = {}): Dialect {
  const address = parseAddress(url);
  if ("path" in address) {
    const dialect = new SqliteDialect({ database: keepStatements(openSqlite(address.path)) });
    dialect.createQueryCompiler = () => new SteadyQueryCompiler();
    return dialect;
  }
  const dialect = new PostgresDialect({ pool: () => Promise.resolve(openPool(url, { isPatient })) });
  dialect.createQueryCompiler = () => new ByteOrderCompiler();
  return dialect;
}

/** What an address names: a file or `:memory:`, or a database on a server. */
export type DatabaseAddress = { path: string } | { server: string; database: string };

export function parseAddress(url: string): DatabaseAddress {
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  if (path !== undefined) return { path };
  const parsed = /^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  const database = parsed?.pathname.slice(1);
  if (!parsed || !database) {
    throw new DatabaseUrlError(
      "must be sqlite:<path>, such as sqlite:./data/tokenhouse.db, or postgres://<user>:<password>@<host>/<database>",
    );
  }
  return { server: parsed.host, database };
}

/** Whether several processes can serve it at once, each hearing of what the others commit. */
export function isShareable(url: string): boolean {
  return !("path" in parseAddress(url));
}

/**
 * Does work whose commits SQLite does not take to the disk at once, which would hold the event loop for as long: the next
 * other commit does, or a moment later the system. A power cut may take them back, in order; a crash of the process not.
 * A connection that cannot be made to wait for the disk again serves nobody any more.
 */
export function withoutSync<T, R>(db: Kysely<T>, work: (connection: Kysely<T>) => Promise<R>): Promise<R> {
  if (!isSqlite(db)) return work(db);
  return db.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      return await work(connection);
    } finally {
      await sql`pragma synchronous = full`.execute(connection).catch(async (error: unknown) => {
        await db.destroy();
        throw error;
      });
    }
  });
}

/** Does work while no other process does such work on this database: whole or not at all, however long it takes. */
export async function exclusively<T>(
  db: Kysely<T>,
  url: string,
  work: (connection: Kysely<T>) => Promise<void>,
): Promise<void> {
  if (isSqlite(db)) return db.connection().execute((connection) => allOrNothing(connection, work));
  const patient = new Kysely<T>({ dialect: dialectFor(url, { isPatient: true }) });
  try {
    await againWhileHeld(() =>
      patient.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(SCHEMA_LOCK)})`.execute(trx);
        await work(trx);
      }),
    );
  } finally {
    await patient.destroy();
  }
}

/** Kysely's own transaction would begin as a reader, and SQLite lets no two readers become writers. */
async function allOrNothing<T>(
  connection: Kysely<T>,
  work: (connection: Kysely<T>) => Promise<void>,
): Promise<void> {
  await sql`begin immediate`.execute(connection);
  try {
    await work(connection);
    await sql`commit`.execute(connection);
  } catch (error) {
    await sql`rollback`.execute(connection);
    throw error;
  }
}

/** PostgreSQL's advisory lock: any number, as long as nobody else in the database has it. */
const SCHEMA_LOCK = 7_460_001;

/** Others hold tables that are to be changed. */
class TablesHeldError extends Error {
  constructor() {
    super(
      "The schema cannot be brought up to date while others work on its tables for long: end what does, such as a backup, and start again",
    );
    this.name = "TablesHeldError";
  }
}

/**
 * Less than what others wait for a lock, and than the second after which PostgreSQL ends one of those who wait in a
 * circle: whoever is about to change the schema gives up first.
 */
const HOLD_MS = 500;
const MOST_TRIES = 60;

/**
 * Holds all tables until the transaction ends, before the first of them is changed: all of them within a moment or, as
 * everybody who comes later waits behind, none. SQLite has but one writer anyway.
 */
export async function holdTables<T>(trx: Kysely<T>): Promise<void> {
  if (isSqlite(trx)) return;
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = current_schema() and pg_has_role(tableowner, 'usage')`.execute(trx);
  if (rows.length === 0) return;
  await sql`set local statement_timeout = ${sql.lit(HOLD_MS)}`.execute(trx);
  const tables = sql.join(rows.map(({ name }) => sql.table(name)));
  await sql`lock table ${tables} in access exclusive mode`.execute(trx).catch((error: unknown) => {
    const isHeld = error instanceof DatabaseUnavailableError && !(error instanceof ConnectionLostError);
    throw isHeld ? new TablesHeldError() : error;
  });
  await sql`set local statement_timeout = 0`.execute(trx);
}

/** Lets those who hold tables get on between two tries, longer each time. */
async function againWhileHeld(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TablesHeldError) || tries === MOST_TRIES) throw error;
      await delay(Math.min(tries * TURN_MS, 1000));
    }
  }
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

/** Whether an error says that there is nothing to go back to: SQLite has ended the transaction by itself. */
export function isNoSavepoint(error: unknown): boolean {
  return error instanceof SQLite.SqliteError && error.message.startsWith("no such savepoint");
}

function isSqlite(db: Pick<Kysely<unknown>, "getExecutor">): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/** What an acknowledged change relies on, as the database says of itself right now. */
export function checkAssumptions<T>(db: Kysely<T>): Promise<Assumption[]> {
  return isSqlite(db) ? checkSqlite(db) : checkPostgres(db);
}

/** The channel on which commits are announced to other processes. */
export const CHANGES = "tokenhouse_changes";

/** Announces the transaction's commit to the processes that listen; one process alone has nobody to tell. */
export async function announceCommit<T>(trx: Kysely<T>): Promise<void> {
  if (!isSqlite(trx)) await trx.executeQuery(ANNOUNCE);
}

const ANNOUNCE = CompiledQuery.raw(`notify ${CHANGES}`);

/**
 * Where the revisions of this history of the database begin, as an expression over the row of `revision`. PostgreSQL's
 * timeline tells histories apart: each promotion of a standby begins another one, while the primary of before may go on
 * with its own. Those that it knows nothing of are counted in the row.
 */
export function firstRevision(db: Parameters<typeof isSqlite>[0]): RawBuilder<number> {
  if (isSqlite(db)) return sql`(earlier_histories << 32)`;
  return sql`((cast(cast('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) as bit(32)) as bigint) - 1 + earlier_histories) << 32)`;
}

/** Whether texts of any length have room in an index; PostgreSQL has it for 2.7 kB. */
export function indexesLongTexts(db: Kysely<unknown>): boolean {
  return isSqlite(db);
}

/**
 * Rows as one parameter, however many they are: to be selected from under a name, `value ->> n` being the n-th field of
 * a row. Numbers have to be cast.
 */
export function rowsOf(db: Parameters<typeof isSqlite>[0], rows: readonly unknown[]): RawBuilder<unknown> {
  if (isSqlite(db)) return sql`json_each(${JSON.stringify(rows)})`;
  const json = JSON.stringify(rows, (_, value: unknown) => storable(value));
  return sql`jsonb_array_elements(cast(${json} as jsonb))`;
}

/**
 * Some rows of a table that meet a condition, or the first in an order, as the condition of whoever is to take them. In
 * PostgreSQL those that somebody else holds are left out, so that nobody is waited for.
 */
export function someRows(
  db: Parameters<typeof isSqlite>[0],
  {
    table,
    condition,
    order,
    most,
  }: { table: string; condition: RawBuilder<boolean>; order?: string; most: number },
): RawBuilder<boolean> {
  const ordered = order === undefined ? sql`` : sql`order by ${sql.ref(order)}`;
  const from = sql`from ${sql.table(table)} where ${condition} ${ordered} limit ${sql.lit(most)}`;
  return isSqlite(db)
    ? sql`rowid in (select rowid ${from})`
    : sql`ctid = any(array(select ctid ${from} for update skip locked))`;
}

/** The database's own clock, which all servers share: microseconds since 1970. */
export function clockOf(db: Parameters<typeof isSqlite>[0]): RawBuilder<number> {
  return isSqlite(db)
    ? sql`cast(unixepoch('subsec') * 1000000 as bigint)`
    : sql`cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)`;
}

/** A table whose rows need not outlive a crash: PostgreSQL waits for neither disk nor standby to write them. */
export function createUnlogged(db: Kysely<unknown>, table: string): CreateTableBuilder<string> {
  const create = db.schema.createTable(table);
  return isSqlite(db) ? create : create.modifyFront(sql`unlogged`);
}

/** The column type for raw bytes. */
export function binary(db: Kysely<unknown>): "blob" | "bytea" {
  return isSqlite(db) ? "blob" : "bytea";
}

/** The column type of a key that counts up by itself; in SQLite an integer primary key does. */
export function serial(db: Kysely<unknown>): "integer" | "bigserial" {
  return isSqlite(db) ? "integer" : "bigserial";
}
