import { randomUUID } from "node:crypto";
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { inject } from "vitest";
import { filesIn } from "../../../../e2e/harness/canary.ts";
import type { Db } from "../../src/storage/open.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createDatabaseAt, dropDatabaseAt, readTables } from "./postgres-databases.ts";

/** A database of its own for one suite. */
export interface TestDatabase {
  url: string;
  /** All that it stores, by file or table: where a secret would be found. */
  contents: () => Promise<[string, Buffer][]>;
  remove: () => Promise<void>;
}

interface DatabaseKind {
  name: "sqlite" | "postgres";
  /** One that is to be opened; where that is quicker, with the schema in it. */
  create: () => Promise<TestDatabase>;
  /** One with nothing in it. */
  createEmpty: () => Promise<TestDatabase>;
  /** Opens a database once more, so that a lock is refused rather than waited for. */
  openImpatiently: (url: string) => Promise<Db>;
  /** Within a transaction: references are looked at when it commits. */
  deferReferences: readonly string[];
  /** Bytes in a statement. */
  bytes: (hex: string) => string;
  /** Every index with its definition. */
  indexes: string;
  /** Everything that can refuse a row, with its definition. */
  rules: string;
  /** What the database itself finds wrong with what it stores. */
  findDamage: (db: Db) => Promise<unknown[]>;
  /** So many races are run where each takes a while. */
  races: number;
}

/** Every database that the store suite knows: one entry makes the whole suite run on one more. */
const KINDS: readonly DatabaseKind[] = [
  {
    name: "sqlite",
    create: createSqlite,
    createEmpty: createSqlite,
    openImpatiently: openSqliteImpatiently,
    deferReferences: ["pragma defer_foreign_keys = on"],
    bytes: (hex) => `x'${hex}'`,
    indexes: "select name, sql from sqlite_master where type = 'index' order by name",
    rules: `select name, sql from sqlite_master
      where type in ('table', 'trigger') or type = 'index' and sql like 'create unique%'`,
    findDamage: findSqliteDamage,
    races: 10_000,
  },
  {
    name: "postgres",
    create: () => createPostgres("template"),
    createEmpty: () => createPostgres("empty"),
    openImpatiently: (url) => openDatabase(`${url}?lock_timeout=1`),
    deferReferences: ["project_id", "user_id"].map(
      (column) => `alter table members alter constraint members_${column}_fkey deferrable initially deferred`,
    ),
    bytes: (hex) => String.raw`'\x${hex}'`,
    indexes:
      "select indexname as name, indexdef as sql from pg_indexes where schemaname = 'public' order by 1",
    rules: `select indexname as name, indexdef as sql from pg_indexes
        where schemaname = 'public' and indexdef like 'CREATE UNIQUE%'
      union all select conname, 'table ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'x')
      union all select tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal`,
    findDamage: findPostgresDamage,
    races: 200,
  },
];

/** The databases that a comma-separated list names; a name that is not known stops the run. */
export function selectDatabases(names: string): readonly DatabaseKind[] {
  return names.split(",").map((name) => {
    const kind = KINDS.find((one) => one.name === name.trim());
    const known = KINDS.map((one) => one.name).join(", ");
    if (!kind) throw new Error(`DATABASES names «${name}», which is none of: ${known}`);
    return kind;
  });
}

/** Each suite runs on one database, and each such suite on every one that `DATABASES` names: see `vitest.config.ts`. */
export const databases = selectDatabases(process.env["DATABASES"] ?? "sqlite");

/** A database for what needs no more than one, whichever. */
export function createDatabase(): Promise<TestDatabase> {
  const [kind] = databases;
  if (!kind) throw new Error("There is no database");
  return kind.create();
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tokenhouse-store-"));
  return {
    url: `sqlite:${join(folder, "tokenhouse.db")}`,
    contents: () => Promise.resolve(filesIn(folder)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Commits without waiting for the disk, too. */
async function openSqliteImpatiently(url: string): Promise<Db> {
  const db = await openDatabase(url);
  for (const setting of ["busy_timeout = 0", "synchronous = off"])
    await sql.raw(`pragma ${setting}`).execute(db);
  return db;
}

async function findSqliteDamage(db: Db): Promise<unknown[]> {
  const integrity = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  const orphans = await sql`pragma foreign_key_check`.execute(db);
  return [...integrity.rows.filter((row) => row.integrity_check !== "ok"), ...orphans.rows];
}

async function createPostgres(template: string): Promise<TestDatabase> {
  const url = new URL(inject("postgres"));
  url.pathname = `/test_${randomUUID().replaceAll("-", "")}`;
  await createDatabaseAt(url.href, template);
  const log = inject("postgresLog");
  const begin = statSync(log).size;
  return {
    url: url.href,
    contents: async () => [
      ...(await readTables(url.href)),
      // Of the tests beside it, too.
      ["PostgreSQL's log", readFrom(log, begin)],
    ],
    remove: () => dropDatabaseAt(url.href),
  };
}

function readFrom(file: string, begin: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(fstatSync(descriptor).size - begin);
    readSync(descriptor, bytes, 0, bytes.length, begin);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Constraints and indexes that are not what they say. */
async function findPostgresDamage(db: Db): Promise<unknown[]> {
  const constraints = await sql`select conname from pg_constraint where not convalidated`.execute(db);
  const indexes = await sql`select indexrelid from pg_index where not indisvalid or not indisready`.execute(
    db,
  );
  return [...constraints.rows, ...indexes.rows];
}
