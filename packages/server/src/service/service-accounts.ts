import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import { handleOf } from "../core/person.ts";
import type { ServiceRole } from "../core/policy.ts";
import { statusOf } from "../core/token.ts";
import type { Db, Trx } from "../storage/open.ts";
import type { ServiceAccount } from "../storage/service-accounts.ts";
import {
  countServiceAccounts,
  deleteServiceAccount,
  findServiceAccount,
  insertServiceAccount,
  isAccountNameTaken,
  listServiceAccounts as readServiceAccounts,
  updateServiceAccount,
} from "../storage/service-accounts.ts";
import { listTokensOf } from "../storage/token-lists.ts";
import { audit, byCaller } from "./audit.ts";
import { change, changeRights } from "./change.ts";
import type { Caller, Service } from "./context.ts";
import { endTokensOf } from "./end-tokens.ts";
import type { PageQuery } from "./page.ts";
import { readPage } from "./page.ts";

/** The project's service accounts by handle, a page at a time. */
export function listServiceAccounts(
  service: Service,
  { project }: Caller,
  query: PageQuery & { search?: string | undefined },
): Promise<{ items: ServiceAccount[]; nextCursor: string | null; total: number }> {
  const { search } = query;
  return readPage(query, {
    context: ["service-accounts", project.id, search],
    read: (page) => readServiceAccounts(project.id, service.db, { search, page, nowMs: service.now() }),
    positionOf: ({ handle, id }) => [handle, id],
    kinds: ["string", "string"],
    count: () => countServiceAccounts(project.id, service.db, search),
  });
}

export async function addServiceAccount(
  service: Service,
  caller: Caller,
  { name, role }: { name: string; role: ServiceRole },
): Promise<ServiceAccount> {
  const { id: projectId } = caller.project;
  return change(service, caller, async (trx, revision) => {
    const at = service.now();
    const handle = handleOf(name);
    const account = { id: randomUUID(), name, handle, role, active: true, activeTokens: 0, createdAtMs: at };
    await refuseTakenName(projectId, trx, account);
    await insertServiceAccount(projectId, trx, account);
    const detail = { serviceAccount: account.id, handle, role };
    await audit(trx, byCaller(caller), { event: "service_account.added", at, revision, detail });
    return account;
  });
}

export interface ServiceAccountChange {
  id: string;
  name?: string | undefined;
  role?: ServiceRole | undefined;
  active?: boolean | undefined;
  revokeTokens?: boolean | undefined;
}

/** Changes what is named. One with active tokens is deactivated only together with them. */
export async function changeServiceAccount(
  service: Service,
  caller: Caller,
  { id, revokeTokens = false, ...changes }: ServiceAccountChange,
): Promise<ServiceAccount> {
  const projectId = caller.project.id;
  const { result } = await changeRights(service, caller, async (trx, revision) => {
    const before = await getServiceAccount(service, trx, { projectId, id });
    const { name = before.name, role = before.role, active = before.active } = changes;
    const after = { ...before, name, role, active, handle: handleOf(name) };
    await refuseTakenName(projectId, trx, after);
    if (!active && !revokeTokens) refuseActiveTokens(before);
    const at = service.now();
    await updateServiceAccount(projectId, trx, after);
    const detail = { serviceAccount: id, before: rightsOf(before), after: rightsOf(after) };
    await audit(trx, byCaller(caller), { event: "service_account.changed", at, revision, detail });
    if (revokeTokens) {
      const holder = { type: "serviceAccount", id } as const;
      await endTokensOf(trx, caller, {
        holder,
        revision,
        at,
        reason: "Ended with a change of the service account",
      });
    }
    return getServiceAccount(service, trx, { projectId, id });
  });
  return result;
}

export async function removeServiceAccount(service: Service, caller: Caller, id: string): Promise<void> {
  const projectId = caller.project.id;
  await changeRights(service, caller, async (trx, revision) => {
    const account = await getServiceAccount(service, trx, { projectId, id });
    refuseActiveTokens(account);
    const at = service.now();
    for (const token of await listTokensOf(projectId, trx, { type: "serviceAccount", id })) {
      const detail = { status: statusOf(token, at) };
      await audit(trx, byCaller(caller), { event: "token.deleted", at, revision, token, detail });
    }
    await deleteServiceAccount(projectId, trx, id);
    const detail = { serviceAccount: id, handle: account.handle, before: rightsOf(account) };
    await audit(trx, byCaller(caller), { event: "service_account.removed", at, revision, detail });
  });
}

export async function getServiceAccount(
  service: Service,
  db: Db,
  { projectId, id }: { projectId: string; id: string },
): Promise<ServiceAccount> {
  const account = await findServiceAccount(projectId, db, { id, nowMs: service.now() });
  if (!account) throw new Refusal("not_found", "There is no service account with this id");
  return account;
}

async function refuseTakenName(projectId: string, trx: Trx, account: ServiceAccount): Promise<void> {
  if (!(await isAccountNameTaken(projectId, trx, account))) return;
  throw new Refusal(
    "name_taken",
    `There is a service account called ${account.name} or ${account.handle} already`,
    {
      errors: [{ path: "name", message: "is taken by another service account of the project" }],
    },
  );
}

function refuseActiveTokens({ activeTokens }: ServiceAccount): void {
  if (activeTokens === 0) return;
  throw new Refusal(
    "has_active_tokens",
    `The service account has ${activeTokens} active tokens; revoke them first`,
  );
}

function rightsOf({ name, role, active }: ServiceAccount) {
  return { name, role, active };
}
