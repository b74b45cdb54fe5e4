import { sql } from "kysely";
import { firstRevision } from "./dialect.ts";
import { insertHistory, REVISIONS_A_HISTORY } from "./histories.ts";
import type { Db, Trx } from "./open.ts";
import { prepared } from "./prepared.ts";
import { holdChanges, inTransaction } from "./transaction.ts";

/** Counts one change. Takes the write lock, so that changes run one after the other, in every process. */
export async function advanceRevision(trx: Trx): Promise<number> {
  const [row] = await advance(trx, {});
  if (row) return row.n;
  await holdChanges(trx);
  const [advanced] = await advance(trx, {});
  return advanced?.n ?? beginHistory(trx);
}

const advance = prepared<object, { n: number }>((db) =>
  db
    .updateTable("revision")
    .set({ n: sql<number>`n + 1` })
    .where("n", ">=", firstRevision(db))
    .returning("n")
    .compile(),
);

/**
 * Raises the revision beyond all that a deposed primary may still count, before anything else is asked of its successor:
 * so a number never stands for two histories, and every verifier that hears of this one forgets what it has.
 */
export async function enterHistory(db: Db): Promise<void> {
  // It writes, or would: whoever only reads is no primary.
  const behind = await db
    .updateTable("revision")
    .set({ n: sql<number>`n` })
    .where("n", "<", firstRevision(db))
    .returning("n")
    .execute();
  if (behind.length === 0) return;
  await inTransaction(db, async (trx) => {
    await holdChanges(trx);
    const { n, first } = await readRow(trx);
    if (n < first) await beginHistory(trx);
  });
}

async function readRow(db: Db): Promise<{ n: number; first: number }> {
  const row = await db
    .selectFrom("revision")
    .select(["n", firstRevision(db).as("first")])
    .executeTakeFirst();
  if (!row) throw new Error("The database has lost its revision");
  return row;
}

/** Begins a history beyond all that was ever counted, as far as it is known; answers its first revision. */
export async function beginHistory(
  trx: Trx,
  { beyond = 0, undecided = false }: { beyond?: number; undecided?: boolean } = {},
): Promise<number> {
  const { n, first } = await readRow(trx);
  const next = (Math.floor(Math.max(n, beyond) / REVISIONS_A_HISTORY) + 1) * REVISIONS_A_HISTORY;
  const begun = Math.max(first, next);
  await trx
    .updateTable("revision")
    .set({
      n: begun,
      earlier_histories: sql`earlier_histories + ${sql.lit((begun - first) / REVISIONS_A_HISTORY)}`,
    })
    .execute();
  await insertHistory(trx, { first: begun, before: n, undecided });
  return begun;
}
