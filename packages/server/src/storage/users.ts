import type { Role, TokenAccess } from "../core/policy.ts";
import type { Db, Trx } from "./open.ts";
import type { Project } from "./projects.ts";
import { PROJECT_COLUMNS, projectOf } from "./projects.ts";

export interface User {
  id: string;
  name: string;
  email: string;
}

export interface Membership {
  project: Project;
  role: Role;
  tokenAccess: TokenAccess;
}

export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}

export async function insertUser(
  trx: Trx,
  user: User & { passwordHash: string | null; createdAtMs: number },
): Promise<void> {
  await trx
    .insertInto("users")
    .values({
      id: user.id,
      name: user.name,
      email: user.email,
      password_hash: user.passwordHash,
      created_at: user.createdAtMs,
    })
    .execute();
}

/** The person behind a normalised e-mail address, with what their password is checked against. */
export async function findUserByEmail(
  db: Db,
  email: string,
): Promise<(User & { passwordHash: string | null }) | undefined> {
  const row = await db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
  return row && { id: row.id, name: row.name, email: row.email, passwordHash: row.password_hash };
}

export async function insertMember(
  projectId: string,
  trx: Trx,
  member: { userId: string; role: Role; tokenAccess: TokenAccess; createdAtMs: number },
): Promise<void> {
  await trx
    .insertInto("members")
    .values({
      project_id: projectId,
      user_id: member.userId,
      role: member.role,
      token_access: member.tokenAccess,
      active: 1,
      created_at: member.createdAtMs,
    })
    .execute();
}

/** The open projects in which a person is an active member, by name. */
export async function listMemberships(db: Db, userId: string): Promise<Membership[]> {
  const rows = await db
    .selectFrom("members as m")
    .innerJoin("projects as p", "p.id", "m.project_id")
    .select(PROJECT_COLUMNS)
    .select(["m.role", "m.token_access"])
    .where("m.user_id", "=", userId)
    .where("m.active", "=", 1)
    .where("p.closed_at", "is", null)
    .orderBy("p.name")
    .execute();
  return rows.map((row) => ({
    project: projectOf(row),
    role: row.role,
    tokenAccess: row.token_access,
  }));
}

/** A person's active membership of one project. */
export async function findMembership(
  projectId: string,
  db: Db,
  userId: string,
): Promise<Membership | undefined> {
  const memberships = await listMemberships(db, userId);
  return memberships.find((membership) => membership.project.id === projectId);
}
