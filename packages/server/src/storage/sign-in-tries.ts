import type { Db, Trx } from "./open.ts";
import { inFleetingTransaction } from "./transaction.ts";

/** Tries of one account or address; `key` is a digest, as people type their passwords where their name belongs. */
export interface SignInTries {
  key: Uint8Array;
  /** So many may be wrong before there is a wait. */
  free: number;
}

export interface TryRules {
  nowMs: number;
  /** Wrong ones are forgotten after so long without another. */
  rememberMs: number;
  /** The wait after so many tries beyond the free ones. */
  waitMsAfter: (beyond: number) => number;
}

/**
 * Counts a try of each, one after the other, up to the first that has to wait: answers how many ms are left of that wait,
 * or 0. In every process, of tries that come at once one is counted after the other.
 */
export function countSignInTry(db: Db, all: readonly SignInTries[], rules: TryRules): Promise<number> {
  return inFleetingTransaction(db, async (trx) => {
    for (const tries of all) {
      const waitMs = await countOne(trx, tries, rules);
      if (waitMs > 0) return waitMs;
    }
    return 0;
  });
}

async function countOne(trx: Trx, { key, free }: SignInTries, rules: TryRules): Promise<number> {
  const { nowMs, rememberMs, waitMsAfter } = rules;
  const counted = await trx
    .insertInto("sign_in_tries")
    .values({ key, tries: 1, forgotten_at: nowMs + rememberMs, free_at: nowMs })
    .onConflict((conflict) =>
      conflict
        .column("key")
        .doUpdateSet((eb) => ({
          tries: eb
            .case()
            .when("sign_in_tries.forgotten_at", "<=", nowMs)
            .then(1)
            .else(eb("sign_in_tries.tries", "+", 1))
            .end(),
          forgotten_at: nowMs + rememberMs,
        }))
        .where("sign_in_tries.free_at", "<=", nowMs),
    )
    .returning("tries")
    .executeTakeFirst();
  if (!counted) return waitOf(trx, key, nowMs);
  const beyond = counted.tries - free;
  if (beyond >= 0) {
    const freeAt = nowMs + waitMsAfter(beyond);
    await trx.updateTable("sign_in_tries").set({ free_at: freeAt }).where("key", "=", key).execute();
  }
  return 0;
}

async function waitOf(trx: Trx, key: Uint8Array, nowMs: number): Promise<number> {
  const row = await trx
    .selectFrom("sign_in_tries")
    .select("free_at")
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  return row.free_at - nowMs;
}

/** Takes one try back with the wait that it began: a guess that came meanwhile has had its wait shortened, and counts. */
export async function undoSignInTry(db: Db, key: Uint8Array, nowMs: number): Promise<void> {
  await db
    .updateTable("sign_in_tries")
    .set((eb) => ({ tries: eb("tries", "-", 1), free_at: nowMs }))
    .where("key", "=", key)
    .where("tries", ">", 0)
    .execute();
}

/** Takes one try back, as it was no wrong one. */
export async function takeSignInTryBack(db: Db, key: Uint8Array): Promise<void> {
  await db
    .updateTable("sign_in_tries")
    .set((eb) => ({ tries: eb("tries", "-", 1) }))
    .where("key", "=", key)
    .where("tries", ">", 0)
    .execute();
}

export async function forgetSignInTries(db: Db, key: Uint8Array): Promise<void> {
  await db.deleteFrom("sign_in_tries").where("key", "=", key).execute();
}
