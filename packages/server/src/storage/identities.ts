import { sql } from "kysely";
import type { Identity } from "../core/identity.ts";
import type { Db, Trx } from "./open.ts";
import type { User } from "./users.ts";
import { userOf } from "./users.ts";

type Known = Pick<Identity, "issuer" | "subject">;

/** Whether the person `u` of a query can sign in by an identity provider: 0 or 1. */
export const hasIdentity = sql<number>`case when exists (select 1 from identities where user_id = u.id) then 1 else 0 end`;

/** Who somebody of an identity provider is here. */
export async function findIdentityUser(db: Db, { issuer, subject }: Known): Promise<User | undefined> {
  const row = await db
    .selectFrom("identities as i")
    .innerJoin("users as u", "u.id", "i.user_id")
    .select(["u.id", "u.name", "u.email", "u.operator"])
    .where("i.issuer", "=", issuer)
    .where("i.subject", "=", subject)
    .executeTakeFirst();
  return row && userOf(row);
}

export async function hasIdentities(db: Db, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom("identities")
    .select("subject")
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertIdentity(
  trx: Trx,
  { issuer, subject, userId, createdAtMs }: Known & { userId: string; createdAtMs: number },
): Promise<void> {
  await trx
    .insertInto("identities")
    .values({ issuer, subject, user_id: userId, created_at: createdAtMs })
    .execute();
}

/** Whether a sign-in comes to its end for the first time: of many that try it one alone does. */
export async function finishSignIn(
  trx: Trx,
  { digest, expiresAtMs }: { digest: Uint8Array; expiresAtMs: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("finished_sign_ins")
    .values({ digest, expires_at: expiresAtMs })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows) > 0;
}

export interface ProvenIdentity extends Known {
  digest: Uint8Array;
  userId: string;
  expiresAtMs: number;
}

export async function insertProvenIdentity(trx: Trx, proven: ProvenIdentity): Promise<void> {
  const { digest, issuer, subject, userId, expiresAtMs } = proven;
  await trx
    .insertInto("proven_identities")
    .values({ digest, issuer, subject, user_id: userId, expires_at: expiresAtMs })
    .execute();
}

/** An identity that waits for this person's account, which it does no more from now on. */
export async function takeProvenIdentity(
  trx: Trx,
  { digest, userId, nowMs }: { digest: Uint8Array; userId: string; nowMs: number },
): Promise<Known | undefined> {
  return trx
    .deleteFrom("proven_identities")
    .where("digest", "=", digest)
    .where("user_id", "=", userId)
    .where("expires_at", ">", nowMs)
    .returning(["issuer", "subject"])
    .executeTakeFirst();
}
