import type { Db, Trx } from "./open.ts";
import type { User } from "./users.ts";
import { userOf } from "./users.ts";

export interface Session {
  digest: Uint8Array;
  userId: string;
  createdAtMs: number;
  expiresAtMs: number;
  ip: string;
  userAgent: string;
}

export async function insertSession(trx: Trx, session: Session): Promise<void> {
  await trx
    .insertInto("sessions")
    .values({
      digest: session.digest,
      user_id: session.userId,
      created_at: session.createdAtMs,
      expires_at: session.expiresAtMs,
      ip: session.ip,
      user_agent: session.userAgent,
    })
    .execute();
}

/** Whose session it is, if it has not ended. */
export async function findSessionUser(
  db: Db,
  session: { digest: Uint8Array; nowMs: number },
): Promise<User | undefined> {
  const row = await db
    .selectFrom("sessions as s")
    .innerJoin("users as u", "u.id", "s.user_id")
    .select(["u.id", "u.name", "u.email", "u.operator"])
    .where("s.digest", "=", session.digest)
    .where("s.expires_at", ">", session.nowMs)
    .executeTakeFirst();
  return row && userOf(row);
}

/** A person's live sessions, newest first. */
export async function listSessions(
  db: Db,
  { userId, nowMs }: { userId: string; nowMs: number },
): Promise<Session[]> {
  const rows = await db
    .selectFrom("sessions")
    .select(["digest", "user_id", "created_at", "expires_at", "ip", "user_agent"])
    .where("user_id", "=", userId)
    .where("expires_at", ">", nowMs)
    .orderBy("created_at", "desc")
    .execute();
  return rows.map((row) => ({
    digest: row.digest,
    userId: row.user_id,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    ip: row.ip,
    userAgent: row.user_agent,
  }));
}

/** Ends all sessions of a person, or all but one. */
export async function deleteSessions(trx: Trx, userId: string, except?: Uint8Array): Promise<void> {
  await trx
    .deleteFrom("sessions")
    .where("user_id", "=", userId)
    .$if(except !== undefined, (query) => query.where("digest", "<>", except ?? new Uint8Array()))
    .execute();
}

export async function deleteSession(trx: Trx, digest: Uint8Array): Promise<void> {
  await trx.deleteFrom("sessions").where("digest", "=", digest).execute();
}

export async function insertDevice(
  trx: Trx,
  device: { digest: Uint8Array; userId: string; createdAtMs: number },
): Promise<void> {
  await trx
    .insertInto("devices")
    .values({ digest: device.digest, user_id: device.userId, created_at: device.createdAtMs })
    .onConflict((conflict) => conflict.column("digest").doNothing())
    .execute();
}

/** The e-mail address of the person who has signed in with this browser before. */
export async function findDeviceEmail(db: Db, digest: Uint8Array): Promise<string | undefined> {
  const row = await db
    .selectFrom("devices as d")
    .innerJoin("users as u", "u.id", "d.user_id")
    .select("u.email")
    .where("d.digest", "=", digest)
    .executeTakeFirst();
  return row?.email;
}
