import type { Db, Trx } from "./open.ts";

export const REVISIONS_A_HISTORY = 2 ** 32;

/** Where revisions go on after a gap, and the last one before it that the database has. */
export interface History {
  first: number;
  before: number;
  undecided: boolean;
}

export async function insertHistory(trx: Trx, { first, before, undecided }: History): Promise<void> {
  await trx
    .insertInto("histories")
    .values({ first, before, undecided: Number(undecided) })
    .execute();
}

/** Whether the database was restored, and nobody has decided about the revocations that it does not have. */
export async function isUndecided(db: Db): Promise<boolean> {
  const found = await db
    .selectFrom("histories")
    .select("first")
    .where("undecided", "=", 1)
    .limit(1)
    .execute();
  return found.length > 0;
}

/** Somebody has decided: what is missing was replayed as far as it is known, or is done without. */
export async function setDecided(trx: Trx, isDoneWithout: boolean): Promise<void> {
  if (isDoneWithout) await trx.deleteFrom("histories").execute();
  else await trx.updateTable("histories").set({ undecided: 0 }).execute();
}

/** Tells of a revision whether this database has it, or has lost it. */
export async function readPast(db: Db): Promise<(revision: number) => boolean> {
  const { n } = await db.selectFrom("revision").select("n").executeTakeFirstOrThrow();
  const gaps = await db.selectFrom("histories").select(["first", "before"]).execute();
  return (revision) =>
    revision <= n && !gaps.some(({ first, before }) => before < revision && revision < first);
}

/** Up to which revision a journal was replayed. */
export async function findReplayed(db: Db, journalId: string): Promise<number> {
  const row = await db
    .selectFrom("replayed_journals")
    .select("revision")
    .where("id", "=", journalId)
    .executeTakeFirst();
  return row?.revision ?? 0;
}

export async function setReplayed(
  trx: Trx,
  { id, revision }: { id: string; revision: number },
): Promise<void> {
  await trx
    .insertInto("replayed_journals")
    .values({ id, revision })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ revision }))
    .execute();
}
