import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { Db } from "../../src/storage/open.ts";

/** An empty database of its own for one suite. */
export interface TestDatabase {
  url: string;
  remove: () => Promise<void>;
}

interface DatabaseKind {
  name: string;
  create: () => Promise<TestDatabase>;
  /** Makes a connection refuse rather than wait for a lock, and commit without waiting for the disk. */
  impatient: readonly string[];
  /** What the database itself finds wrong with what it stores. */
  findDamage: (db: Db) => Promise<unknown[]>;
}

/** Every database that the store suite knows: one entry makes the whole suite run on one more. */
const KINDS: readonly DatabaseKind[] = [
  {
    name: "sqlite",
    create: createSqlite,
    impatient: ["pragma busy_timeout = 0", "pragma synchronous = off"],
    findDamage: findSqliteDamage,
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

/** `DATABASES=sqlite,postgres` chooses; all of them run unless told otherwise. */
export const databases = selectDatabases(process.env["DATABASES"] ?? KINDS.map((one) => one.name).join(","));

async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "tokenhouse-store-"));
  return {
    url: `sqlite:${join(folder, "tokenhouse.db")}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function findSqliteDamage(db: Db): Promise<unknown[]> {
  const integrity = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  const orphans = await sql`pragma foreign_key_check`.execute(db);
  return [...integrity.rows.filter((row) => row.integrity_check !== "ok"), ...orphans.rows];
}
