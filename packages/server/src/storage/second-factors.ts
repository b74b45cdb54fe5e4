import { sql } from "kysely";
import type { Db, Trx } from "./open.ts";

/** Whether the person `u` of a query is asked for a code when they sign in: 0 or 1. */
export const hasSecondFactor = sql<number>`case when exists (select 1 from second_factors where user_id = u.id and confirmed_at is not null) then 1 else 0 end`;

/** By what somebody makes codes; its instant tells it from one that they had before or have later. */
export interface SecondFactor {
  secret: Uint8Array;
  confirmedAtMs: number;
}

/** The one that somebody is asked for. */
export async function findSecondFactor(db: Db, userId: string): Promise<SecondFactor | undefined> {
  const row = await db
    .selectFrom("second_factors")
    .select(["secret", "confirmed_at"])
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (!row || row.confirmed_at === null) return undefined;
  return { secret: row.secret, confirmedAtMs: row.confirmed_at };
}

/** The secret of one that waits for its first code. */
export async function findUnconfirmedSecret(
  db: Db,
  { userId, sinceMs }: { userId: string; sinceMs: number },
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom("second_factors")
    .select("secret")
    .where("user_id", "=", userId)
    .where("confirmed_at", "is", null)
    .where("created_at", ">", sinceMs)
    .executeTakeFirst();
  return row?.secret;
}

/** One that waits for its first code, in place of another that does. Answers whether nobody is asked for one already. */
export async function replaceUnconfirmed(
  trx: Trx,
  { userId, secret, createdAtMs }: { userId: string; secret: Uint8Array; createdAtMs: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("second_factors")
    .values({ user_id: userId, secret, created_at: createdAtMs, confirmed_at: null })
    .onConflict((conflict) =>
      conflict
        .column("user_id")
        .doUpdateSet({ secret, created_at: createdAtMs })
        .where("second_factors.confirmed_at", "is", null),
    )
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows) > 0;
}

/** From now on somebody is asked for a code, and for a later one than that with which they have confirmed it. */
export async function confirmSecondFactor(
  trx: Trx,
  { userId, step, atMs }: { userId: string; step: number; atMs: number },
): Promise<void> {
  await trx
    .updateTable("second_factors")
    .set({ confirmed_at: atMs, last_step: step })
    .where("user_id", "=", userId)
    .execute();
}

/** Uses a time step up, with all before it. Of many that try to use one up, in whichever process, one alone does. */
export async function takeStep(
  db: Db,
  { userId, confirmedAtMs, step }: { userId: string; confirmedAtMs: number; step: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("second_factors")
    .set({ last_step: step })
    .where("user_id", "=", userId)
    .where("confirmed_at", "=", confirmedAtMs)
    .where("last_step", "<", step)
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** Nobody is asked for a code any more. Answers whether somebody was. */
export async function deleteSecondFactor(trx: Trx, userId: string): Promise<boolean> {
  const had = (await findSecondFactor(trx, userId)) !== undefined;
  await trx.deleteFrom("second_factors").where("user_id", "=", userId).execute();
  await trx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
  return had;
}

export async function insertRecoveryCodes(
  trx: Trx,
  userId: string,
  digests: readonly Uint8Array[],
): Promise<void> {
  const rows = digests.map((digest) => ({ digest, user_id: userId }));
  await trx.insertInto("recovery_codes").values(rows).execute();
}

/** Uses a recovery code up. Of many that try to, one alone does. */
export async function takeRecoveryCode(
  trx: Trx,
  { userId, digest }: { userId: string; digest: Uint8Array },
): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("recovery_codes")
    .where("digest", "=", digest)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return Number(numDeletedRows) > 0;
}

export async function countRecoveryCodes(db: Db, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom("recovery_codes")
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
