import type { Db, Trx } from "./open.ts";
import type { User } from "./users.ts";
import { userOf } from "./users.ts";

/** What somebody has agreed to in a browser: a token for whoever knows what the challenge is made of. */
export interface LoginCode {
  digest: Uint8Array;
  sessionDigest: Uint8Array;
  projectId: string;
  challenge: string;
  name: string;
  lifetimeDays: number;
  expiresAtMs: number;
}

export async function insertLoginCode(trx: Trx, code: LoginCode): Promise<void> {
  await trx
    .insertInto("login_codes")
    .values({
      digest: code.digest,
      session_digest: code.sessionDigest,
      project_id: code.projectId,
      challenge: code.challenge,
      name: code.name,
      lifetime_days: code.lifetimeDays,
      expires_at: code.expiresAtMs,
    })
    .execute();
}

/** A code that has neither been used nor ended, and who agreed to it in which project. */
export async function findLoginCode(
  db: Db,
  { digest, nowMs }: { digest: Uint8Array; nowMs: number },
): Promise<{ code: LoginCode; user: User; projectSlug: string } | undefined> {
  const row = await db
    .selectFrom("login_codes as c")
    .innerJoin("sessions as s", "s.digest", "c.session_digest")
    .innerJoin("users as u", "u.id", "s.user_id")
    .innerJoin("projects as p", "p.id", "c.project_id")
    .selectAll("c")
    .select(["u.id", "u.name as user_name", "u.email", "u.operator", "p.slug"])
    .where("c.digest", "=", digest)
    .where("c.expires_at", ">", nowMs)
    .executeTakeFirst();
  if (!row) return undefined;
  const code = {
    digest: row.digest,
    sessionDigest: row.session_digest,
    projectId: row.project_id,
    challenge: row.challenge,
    name: row.name,
    lifetimeDays: row.lifetime_days,
    expiresAtMs: row.expires_at,
  };
  return { code, user: userOf({ ...row, name: row.user_name }), projectSlug: row.slug };
}

/** Whether it was still there: of many who take it one alone has it. */
export async function takeLoginCode(trx: Trx, digest: Uint8Array): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("login_codes")
    .where("digest", "=", digest)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
