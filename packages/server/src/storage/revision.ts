import { sql } from "kysely";
import { firstRevision } from "./dialect.ts";
import type { Db, Trx } from "./open.ts";
import { prepared } from "./prepared.ts";

/** Counts one change. Takes the write lock, so that changes run one after the other, in every process. */
export async function advanceRevision(trx: Trx): Promise<number> {
  const [row] = await advance(trx, {});
  if (!row) throw new Error("The database has lost its revision");
  return row.n;
}

const advance = prepared<object, { n: number }>((db) =>
  db
    .updateTable("revision")
    .set({ n: sql<number>`case when n < ${firstRevision(db)} then ${firstRevision(db)} else n + 1 end` })
    .returning("n")
    .compile(),
);

/**
 * Raises the revision beyond all that a deposed primary may still count, before anything else is asked of its successor:
 * so a number never stands for two histories, and every verifier that hears of this one forgets what it has.
 */
export async function enterHistory(db: Db): Promise<void> {
  await db
    .updateTable("revision")
    .set({ n: firstRevision(db) })
    .where("n", "<", firstRevision(db))
    .execute();
}
