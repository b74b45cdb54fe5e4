import type { Role, TokenAccess } from "../core/policy.ts";
import { logChanges } from "./change-log.ts";
import type { Db, Trx } from "./open.ts";
import type { Project } from "../core/project.ts";
import { prepared } from "./prepared.ts";
import { PROJECT_COLUMNS, projectOf } from "./projects.ts";
import type { ProjectRow } from "./schema.ts";

export interface User {
  id: string;
  name: string;
  email: string;
  /** Runs the installation. */
  operator: boolean;
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
      operator: Number(user.operator),
      created_at: user.createdAtMs,
    })
    .execute();
}

/** The person behind a normalised e-mail address, with what their password is checked against. */
export async function findUserByEmail(
  db: Db,
  email: string,
): Promise<(User & { passwordHash: string | null }) | undefined> {
  const row = await db
    .selectFrom("users")
    .select(["id", "name", "email", "operator", "password_hash"])
    .where("email", "=", email)
    .executeTakeFirst();
  return row && { ...userOf(row), passwordHash: row.password_hash };
}

export async function findUser(db: Db, id: string): Promise<User | undefined> {
  const row = await db
    .selectFrom("users")
    .select(["id", "name", "email", "operator"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row && userOf(row);
}

/** What a person's password is checked against right now; null = they have none. */
export async function findPasswordHash(db: Db, userId: string): Promise<string | null> {
  const row = await db
    .selectFrom("users")
    .select("password_hash")
    .where("id", "=", userId)
    .executeTakeFirst();
  return row?.password_hash ?? null;
}

export function userOf(row: { id: string; name: string; email: string; operator: number }): User {
  return { id: row.id, name: row.name, email: row.email, operator: row.operator === 1 };
}

export async function setUserName(trx: Trx, userId: string, name: string): Promise<void> {
  await trx.updateTable("users").set({ name }).where("id", "=", userId).execute();
  const memberships = await trx
    .selectFrom("members")
    .select("project_id")
    .where("user_id", "=", userId)
    .execute();
  await logChanges(
    trx,
    memberships.map(({ project_id: projectId }) => ({ projectId, kind: "holder", ref: userId })),
  );
}

export async function setPasswordHash(trx: Trx, userId: string, passwordHash: string): Promise<void> {
  await trx.updateTable("users").set({ password_hash: passwordHash }).where("id", "=", userId).execute();
}

/** The open projects in which a person is an active member, by name. */
export async function listMemberships(db: Db, userId: string): Promise<Membership[]> {
  const rows = await selectMemberships(db, { userId });
  return rows.map((row) => ({
    project: projectOf(row),
    role: row.role,
    tokenAccess: row.token_access,
  }));
}

/** The names of open projects that a person has asked to join. */
export async function listAskedProjects(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("members as m")
    .innerJoin("projects as p", "p.id", "m.project_id")
    .select("p.name")
    .where("m.user_id", "=", userId)
    .where("m.asked", "=", 1)
    .where("p.closed_at", "is", null)
    .orderBy("p.name")
    .execute();
  return rows.map(({ name }) => name);
}

type MembershipRow = Omit<ProjectRow, "created_at"> & { role: Role; token_access: TokenAccess };

const selectMemberships = prepared<{ userId: string }, MembershipRow>((db, value) =>
  db
    .selectFrom("members as m")
    .innerJoin("projects as p", "p.id", "m.project_id")
    .select(PROJECT_COLUMNS)
    .select(["m.role", "m.token_access"])
    .where("m.user_id", "=", value("userId"))
    .where("m.active", "=", 1)
    .where("p.closed_at", "is", null)
    .orderBy("p.name")
    .compile(),
);

/** In how many open projects a person is an active member. */
export async function countMemberships(db: Db, userId: string): Promise<number> {
  return (await listMemberships(db, userId)).length;
}

/** In how many projects a person is a member at all, deactivated or closed as they may be. */
export async function countProjects(db: Db, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom("members")
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return Number(count);
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
