import { Kysely } from "kysely";
import type { Transaction } from "kysely";
import { checkAssumptions, dialectFor } from "./dialect.ts";
import { migrate } from "./migrate.ts";
import type { Tables } from "./schema.ts";

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

/** Opens the database behind `url`, refuses one that would not keep what it is given, and brings its schema up to date. */
export async function openDatabase(url: string, options: { isPatient?: boolean } = {}): Promise<Db> {
  const db = new Kysely<Tables>({ dialect: dialectFor(url, options) });
  try {
    await refuseUnsafe(db);
    await migrate(db, url);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
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
