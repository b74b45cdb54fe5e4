import { Kysely, sql } from "kysely";
import type { Transaction } from "kysely";
import { Migrator } from "kysely/migration";
import { checkAssumptions, dialectFor, exclusively } from "./dialect.ts";
import * as initial from "./migrations/0001-initial.ts";
import * as projectsWithRules from "./migrations/0002-projects-with-rules.ts";
import * as quickLists from "./migrations/0003-quick-lists.ts";
import * as tokenUses from "./migrations/0004-token-uses.ts";
import * as changeLog from "./migrations/0005-change-log.ts";
import * as limitsAndUserAgents from "./migrations/0006-limits-and-user-agents.ts";
import * as replicas from "./migrations/0007-replicas.ts";
import type { Tables } from "./schema.ts";

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

const MIGRATIONS = {
  "0001-initial": initial,
  "0002-projects-with-rules": projectsWithRules,
  "0003-quick-lists": quickLists,
  "0004-token-uses": tokenUses,
  "0005-change-log": changeLog,
  "0006-limits-and-user-agents": limitsAndUserAgents,
  "0007-replicas": replicas,
};

/** Opens the database behind `url`, refuses one that would not keep what it is given, and brings its schema up to date. */
export async function openDatabase(url: string): Promise<Db> {
  const db = new Kysely<Tables>({ dialect: dialectFor(url) });
  try {
    await refuseUnsafe(db);
    await refuseNewerSchema(db);
    await exclusively(db, url, migrate);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/** All pending migrations or none. */
async function migrate(connection: Db): Promise<void> {
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Throws what to do about the first assumption that does not hold. */
async function refuseUnsafe(db: Db): Promise<void> {
  const broken = (await checkAssumptions(db)).find(({ holds }) => !holds);
  if (broken) throw new Error(broken.remedy);
}

async function refuseNewerSchema(db: Db): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.filter((row) => !(row.name in MIGRATIONS));
  if (unknown.length === 0) return;
  const names = unknown.map((row) => row.name).join(", ");
  throw new Error(
    `The database is newer than this program (it has ${names}): start the newer Tokenhouse instead`,
  );
}

/** The number of the last change. Also the cheapest proof that the database answers. */
export async function currentRevision(db: Db): Promise<number> {
  const { n } = await db.selectFrom("revision").select("n").executeTakeFirstOrThrow();
  return n;
}
