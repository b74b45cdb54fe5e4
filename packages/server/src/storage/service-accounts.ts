import { sql } from "kysely";
import type { ServiceRole } from "../core/policy.ts";
import { countActive, isHeldBy } from "./active-tokens.ts";
import { logChanges } from "./change-log.ts";
import { noteNarrowing } from "./narrowing.ts";
import type { Db, Trx } from "./open.ts";
import type { Page } from "./page.ts";
import { after, containing } from "./page.ts";
import { prepared } from "./prepared.ts";

/** A holder of tokens that is no person. */
export interface ServiceAccount {
  id: string;
  name: string;
  handle: string;
  role: ServiceRole;
  active: boolean;
  activeTokens: number;
  createdAtMs: number;
}

export async function insertServiceAccount(
  projectId: string,
  trx: Trx,
  account: ServiceAccount,
): Promise<void> {
  await trx
    .insertInto("service_accounts")
    .values({
      id: account.id,
      project_id: projectId,
      name: account.name,
      handle: account.handle,
      role: account.role,
      active: Number(account.active),
      created_at: account.createdAtMs,
    })
    .execute();
}

export async function updateServiceAccount(
  projectId: string,
  trx: Trx,
  account: ServiceAccount,
): Promise<void> {
  const rights = { role: account.role, active: account.active ? 1 : 0 } as const;
  await trx
    .updateTable("service_accounts")
    .set({ name: account.name, handle: account.handle, ...rights })
    .where("project_id", "=", projectId)
    .where("id", "=", account.id)
    .execute();
  noteNarrowing(trx, { kind: "serviceAccount", projectId, id: account.id, rights });
  await logChanges(trx, [{ projectId, kind: "holder", ref: account.id }]);
}

/** Removes the account and its tokens. */
export async function deleteServiceAccount(projectId: string, trx: Trx, id: string): Promise<void> {
  await trx
    .deleteFrom("tokens")
    .where("project_id", "=", projectId)
    .where("service_account_id", "=", id)
    .execute();
  await trx.deleteFrom("service_accounts").where("project_id", "=", projectId).where("id", "=", id).execute();
  noteNarrowing(trx, { kind: "serviceAccount", projectId, id, rights: null });
  await logChanges(trx, [{ projectId, kind: "holder", ref: id }]);
}

export async function findServiceAccount(
  projectId: string,
  db: Db,
  { id, nowMs }: { id: string; nowMs: number },
): Promise<ServiceAccount | undefined> {
  const row = await selectAccounts(projectId, db, nowMs).where("s.id", "=", id).executeTakeFirst();
  return row && accountOf(row);
}

/** Who an account is and what it may, without its tokens, of which there may be many to count. */
export async function findAccountRights(
  projectId: string,
  db: Db,
  id: string,
): Promise<AccountRights | undefined> {
  const [row] = await selectRights(db, { projectId, id });
  return row && { name: row.name, role: row.role, active: row.active === 1 };
}

export type AccountRights = Pick<ServiceAccount, "name" | "role" | "active">;

const selectRights = prepared<
  { projectId: string; id: string },
  { name: string; role: ServiceRole; active: number }
>((db, value) =>
  db
    .selectFrom("service_accounts")
    .select(["name", "role", "active"])
    .where("project_id", "=", value("projectId"))
    .where("id", "=", value("id"))
    .compile(),
);

/** Whether another account of the project has this name or this handle. */
export async function isAccountNameTaken(
  projectId: string,
  trx: Trx,
  { id, name, handle }: Pick<ServiceAccount, "id" | "name" | "handle">,
): Promise<boolean> {
  const row = await trx
    .selectFrom("service_accounts")
    .select("id")
    .where("project_id", "=", projectId)
    .where("id", "<>", id)
    .where((eb) => eb.or([eb("name", "=", name), eb("handle", "=", handle)]))
    .executeTakeFirst();
  return row !== undefined;
}

export async function listServiceAccounts(
  projectId: string,
  db: Db,
  { search, page, nowMs }: { search?: string | undefined; page: Page; nowMs: number },
): Promise<ServiceAccount[]> {
  const rows = await matching(projectId, db, { search, nowMs })
    .$if(page.after !== undefined, (query) => query.where(after(sql`s.handle`, sql`s.id`, page)))
    .orderBy("s.handle")
    .orderBy("s.id")
    .limit(page.limit)
    .execute();
  return rows.map(accountOf);
}

export async function countServiceAccounts(
  projectId: string,
  db: Db,
  search: string | undefined,
): Promise<number> {
  const { count } = await matching(projectId, db, { search, nowMs: 0 })
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
  return selectAccounts(projectId, db, nowMs).$if(search !== undefined && search !== "", (query) =>
    query.where(containing(sql`s.name || ${"\n"} || s.handle`, search ?? "")),
  );
}

const ACCOUNTS_TOKENS = isHeldBy(sql`s.project_id`, sql`s.id`);

function selectAccounts(projectId: string, db: Db, nowMs: number) {
  return db
    .selectFrom("service_accounts as s")
    .select(["s.id", "s.name", "s.handle", "s.role", "s.active", "s.created_at"])
    .select(countActive(ACCOUNTS_TOKENS, nowMs).as("active_tokens"))
    .where("s.project_id", "=", projectId);
}

type AccountRow = Awaited<ReturnType<ReturnType<typeof selectAccounts>["executeTakeFirstOrThrow"]>>;

function accountOf(row: AccountRow): ServiceAccount {
  return {
    id: row.id,
    name: row.name,
    handle: row.handle,
    role: row.role,
    active: row.active === 1,
    activeTokens: Number(row.active_tokens),
    createdAtMs: row.created_at,
  };
}
