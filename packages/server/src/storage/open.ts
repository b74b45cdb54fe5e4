import { existsSync } from "node:fs";
import { Kysely } from "kysely";
import type { Transaction } from "kysely";
import { checkAssumptions, dialectFor, parseAddress } from "./dialect.ts";
import { listPending, migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { Tables } from "./schema.ts";

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export interface OpenOptions {
  isPatient?: boolean;
  /** Told of every statement that was answered, and after how many ms. */
  onQuery?: (sql: string, ms: number) => void;
}

/** Opens the database behind `url`, refuses one that would not keep what it is given, and brings its schema up to date. */
export async function openDatabase(url: string, { onQuery, ...options }: OpenOptions = {}): Promise<Db> {
  const db = new Kysely<Tables>({
    dialect: dialectFor(url, options),
    ...(onQuery && {
      log: ({ level, query, queryDurationMillis }) => {
        if (level === "query") onQuery(query.sql, queryDurationMillis);
      },
    }),
  });
  try {
    await refuseUnsafe(db);
    await migrate(db, url);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/** What {@link openDatabase} would do to the schema: the names of migrations, the next one first. Changes nothing. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const address = parseAddress(url);
  if ("path" in address && !existsSync(address.path)) return Object.keys(MIGRATIONS);
  const db = new Kysely<Tables>({ dialect: dialectFor(url) });
  try {
    return await listPending(db);
  } finally {
    await db.destroy();
  }
}

/** Throws what to do about the first assumption that does not hold. */
async function refuseUnsafe(db: Db): Promise<void> {
  const broken = (await checkAssumptions(db)).find(({ holds }) => holds === false);
  if (broken) throw new Error(broken.remedy);
}

/** The number of the last change. Also the cheapest proof that the database answers. */
export async function currentRevision(db: Db): Promise<number> {
  const { n } = await db.selectFrom("revision").select("n").executeTakeFirstOrThrow();
  return n;
}
