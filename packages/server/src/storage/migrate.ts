import type { Kysely } from "kysely";
import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { exclusively, holdTables } from "./dialect.ts";
import { isAdditive, MIGRATIONS } from "./migrations/index.ts";

/**
 * Brings the schema up to date: all pending migrations or none, by one process at a time. A schema that a newer program
 * has made is left as it is, and refused unless all that the newer one did to it was to add.
 */
export function migrate<T>(db: Kysely<T>, url: string, migrations = MIGRATIONS): Promise<void> {
  return exclusively(db, url, async (connection) => {
    const applied = await readApplied(connection);
    const unknown = [...applied].filter((name) => !(name in migrations));
    const isWhole = Object.keys(migrations).every((name) => applied.has(name));
    if (unknown.length > 0 && !(isWhole && unknown.every(isAdditive))) throw new NewerSchemaError(unknown);
    if (isWhole) return;
    await holdTables(connection);
    const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
    const { error } = await new Migrator({ db: connection, provider }).migrateToLatest();
    if (error) throw error;
  });
}

/** The names of the migrations that a database has not had yet, the next one first. */
export async function listPending<T>(db: Kysely<T>): Promise<string[]> {
  const applied = await readApplied(db);
  return Object.keys(MIGRATIONS).filter((name) => !applied.has(name));
}

export class NewerSchemaError extends Error {
  constructor(unknown: readonly string[]) {
    const names = unknown.toSorted().join(", ");
    super(`The database is newer than this program (it has ${names}): start the newer Tokenhouse instead`);
    this.name = "NewerSchemaError";
  }
}

async function readApplied<T>(db: Kysely<T>): Promise<ReadonlySet<string>> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return new Set();
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return new Set(rows.map(({ name }) => name));
}
