import type { Db, Trx } from "./open.ts";
import type { User } from "./users.ts";
import { userOf } from "./users.ts";

export interface Invitation {
  digest: Uint8Array;
  userId: string;
  projectId: string;
  expiresAtMs: number;
}

/** A new link for a person; the one before ends. */
export async function replaceInvitation(trx: Trx, invitation: Invitation): Promise<void> {
  await deleteInvitations(trx, invitation.userId);
  await trx
    .insertInto("invitations")
    .values({
      digest: invitation.digest,
      user_id: invitation.userId,
      project_id: invitation.projectId,
      expires_at: invitation.expiresAtMs,
    })
    .execute();
}

export async function deleteInvitations(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom("invitations").where("user_id", "=", userId).execute();
}

/** Who is invited by a link that has neither been used nor ended, and where to: they are still wanted there. */
export async function findInvitation(
  db: Db,
  { digest, nowMs }: { digest: Uint8Array; nowMs: number },
): Promise<{ user: User; projectName: string; projectId: string } | undefined> {
  const row = await db
    .selectFrom("invitations as i")
    .innerJoin("users as u", "u.id", "i.user_id")
    .innerJoin("projects as p", "p.id", "i.project_id")
    .innerJoin("members as m", (join) =>
      join.onRef("m.project_id", "=", "i.project_id").onRef("m.user_id", "=", "i.user_id"),
    )
    .select(["u.id", "u.name", "u.email", "u.operator", "p.name as project_name", "i.project_id"])
    .where("i.digest", "=", digest)
    .where("i.expires_at", ">", nowMs)
    .where("u.password_hash", "is", null)
    .where("m.active", "=", 1)
    .where("p.closed_at", "is", null)
    .executeTakeFirst();
  return row && { user: userOf(row), projectName: row.project_name, projectId: row.project_id };
}
