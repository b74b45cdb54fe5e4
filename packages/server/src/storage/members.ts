import { sql } from "kysely";
import type { Role, TokenAccess } from "../core/policy.ts";
import { countActive, isHeldBy } from "./active-tokens.ts";
import { logChanges } from "./change-log.ts";
import { hasIdentity } from "./identities.ts";
import { noteNarrowing } from "./narrowing.ts";
import type { Db, Trx } from "./open.ts";
import type { Page } from "./page.ts";
import { after, containing } from "./page.ts";
import { hasSecondFactor } from "./second-factors.ts";

/** A person in a project. */
export interface Member {
  id: string;
  name: string;
  email: string;
  role: Role;
  tokenAccess: TokenAccess;
  active: boolean;
  /** Has no way yet to sign in. */
  invited: boolean;
  /** Has asked to join, and waits for an administrator. */
  asked: boolean;
  /** What a directory calls them; null = none has. */
  externalId: string | null;
  /** Is asked for a code after their password. */
  secondFactor: boolean;
  activeTokens: number;
  createdAtMs: number;
}

/** Whom a directory looks for; nothing = everybody. */
export interface Sought {
  id?: string;
  email?: string;
  externalId?: string;
}

export async function insertMember(
  projectId: string,
  trx: Trx,
  {
    active = true,
    asked = false,
    externalId = null,
    ...member
  }: {
    userId: string;
    role: Role;
    tokenAccess: TokenAccess;
    createdAtMs: number;
    active?: boolean;
    asked?: boolean;
    externalId?: string | null;
  },
): Promise<void> {
  const rights = {
    role: member.role,
    token_access: member.tokenAccess,
    active: active ? 1 : 0,
  } as const;
  await trx
    .insertInto("members")
    .values({
      project_id: projectId,
      user_id: member.userId,
      ...rights,
      asked: asked ? 1 : 0,
      external_id: externalId,
      created_at: member.createdAtMs,
    })
    .execute();
  noteNarrowing(trx, { kind: "member", projectId, id: member.userId, rights });
  await logChanges(trx, [{ projectId, kind: "holder", ref: member.userId }]);
}

export async function updateMember(
  projectId: string,
  trx: Trx,
  member: Pick<Member, "id" | "role" | "tokenAccess" | "active" | "externalId">,
): Promise<void> {
  const { role, tokenAccess: token_access } = member;
  const rights = { role, token_access, active: member.active ? 1 : 0 } as const;
  await trx
    .updateTable("members")
    // Whoever has been let in, or refused, waits no more.
    .set({ ...rights, external_id: member.externalId, ...(member.active && { asked: 0 }) })
    .where("project_id", "=", projectId)
    .where("user_id", "=", member.id)
    .execute();
  noteNarrowing(trx, { kind: "member", projectId, id: member.id, rights });
  await logChanges(trx, [{ projectId, kind: "holder", ref: member.id }]);
}

export async function deleteMember(projectId: string, trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom("members").where("project_id", "=", projectId).where("user_id", "=", userId).execute();
  noteNarrowing(trx, { kind: "member", projectId, id: userId, rights: null });
  await logChanges(trx, [{ projectId, kind: "holder", ref: userId }]);
}

export async function findMember(
  projectId: string,
  db: Db,
  { id, nowMs }: { id: string; nowMs: number },
): Promise<Member | undefined> {
  const row = await selectMembers(projectId, db, nowMs).where("m.user_id", "=", id).executeTakeFirst();
  return row && memberOf(row);
}

export async function countActiveOwners(projectId: string, trx: Trx): Promise<number> {
  const { count } = await trx
    .selectFrom("members")
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .where("project_id", "=", projectId)
    .where("role", "=", "owner")
    .where("active", "=", 1)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The active owners of a project, by e-mail address. */
export async function listOwners(
  projectId: string,
  db: Db,
): Promise<{ id: string; name: string; email: string }[]> {
  return db
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.user_id")
    .select(["u.id", "u.name", "u.email"])
    .where("m.project_id", "=", projectId)
    .where("m.role", "=", "owner")
    .where("m.active", "=", 1)
    .orderBy("u.email")
    .execute();
}

export async function listMembers(
  projectId: string,
  db: Db,
  { search, page, nowMs }: { search?: string | undefined; page: Page; nowMs: number },
): Promise<Member[]> {
  const rows = await matching(projectId, db, { search, nowMs })
    .$if(page.after !== undefined, (query) => query.where(after(sql`u.email`, sql`u.id`, page)))
    .orderBy("u.email")
    .orderBy("u.id")
    .limit(page.limit)
    .execute();
  return rows.map(memberOf);
}

/** Those that are sought, from a place in the order on, and how many there are. */
export async function findMembers(
  projectId: string,
  db: Db,
  { id, email, externalId, offset, limit, nowMs }: Sought & { offset: number; limit: number; nowMs: number },
): Promise<[Member[], total: number]> {
  const found = selectMembers(projectId, db, nowMs)
    .$if(id !== undefined, (query) => query.where("u.id", "=", id ?? ""))
    .$if(email !== undefined, (query) => query.where("u.email", "=", email ?? ""))
    .$if(externalId !== undefined, (query) => query.where("m.external_id", "=", externalId ?? ""));
  const rows = await found.orderBy("u.email").orderBy("u.id").offset(offset).limit(limit).execute();
  return [rows.map(memberOf), await countRows(found)];
}

export async function countMembers(projectId: string, db: Db, search: string | undefined): Promise<number> {
  return countRows(matching(projectId, db, { search, nowMs: 0 }));
}

async function countRows(members: ReturnType<typeof selectMembers>): Promise<number> {
  const { count } = await members
    .clearSelect()
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function matching(
  projectId: string,
  db: Db,
  { search, nowMs }: { search?: string | undefined; nowMs: number },
) {
  return selectMembers(projectId, db, nowMs).$if(search !== undefined && search !== "", (query) =>
    query.where(containing(sql`u.name || ${"\n"} || u.email`, search ?? "")),
  );
}

const MEMBERS_TOKENS = isHeldBy(sql`m.project_id`, sql`m.user_id`);

function selectMembers(projectId: string, db: Db, nowMs: number) {
  return db
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.user_id")
    .select([
      "u.id",
      "u.name",
      "u.email",
      "u.password_hash",
      "m.role",
      "m.token_access",
      "m.active",
      "m.asked",
      "m.external_id",
      "m.created_at",
      hasIdentity.as("has_identity"),
      hasSecondFactor.as("has_second_factor"),
      countActive(MEMBERS_TOKENS, nowMs).as("active_tokens"),
    ])
    .where("m.project_id", "=", projectId);
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof selectMembers>["executeTakeFirstOrThrow"]>>;

function memberOf(row: MemberRow): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    tokenAccess: row.token_access,
    active: row.active === 1,
    invited: row.password_hash === null && row.has_identity === 0,
    asked: row.asked === 1,
    externalId: row.external_id,
    secondFactor: row.has_second_factor === 1,
    activeTokens: Number(row.active_tokens),
    createdAtMs: row.created_at,
  };
}
