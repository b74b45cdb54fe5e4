import type { AuditDetail } from "../core/audit-details.ts";
import type { Refusal } from "../core/errors.ts";
import type { Principal, Token } from "../core/token.ts";
import { isWebhookEvent } from "../core/webhook.ts";
import type { Actor, Origin } from "../storage/audit-rows.ts";
import { insertAuditEvent } from "../storage/audit.ts";
import type { Db, Trx } from "../storage/open.ts";
import type { User } from "../storage/users.ts";
import { listMemberships } from "../storage/users.ts";
import { announce } from "../storage/webhooks.ts";
import type { Caller, Service } from "./context.ts";

/** Who did it, in which project if in one, and from where. */
export interface By {
  projectId: string | null;
  actor: Actor;
  origin: Origin;
}

export function byCaller({ project, principal, origin }: Caller): By {
  return { projectId: project.id, actor: actorOf(principal), origin };
}

/** A person outside of any project, as when signing in; nobody known, as with a wrong name. */
export function byUser(user: User | undefined, origin: Origin): By {
  const nobody: Actor = { type: "unknown", id: null, name: "" };
  return { projectId: null, actor: user ? { type: "user", id: user.id, name: user.name } : nobody, origin };
}

function actorOf({ type, id, name }: Principal): Actor {
  return { type, id, name };
}

export interface Happening {
  event: string;
  at: number;
  /** The change it belongs to; left out where nothing changed, as with a refused sign-in. */
  revision?: number;
  token?: Token;
  detail?: Readonly<Partial<Record<AuditDetail, unknown>>>;
}

/**
 * Writes what happened, in the transaction of the change itself, and has the project's webhooks told. Never a value, a
 * password or a digest.
 */
export async function audit(trx: Db | Trx, by: By, happening: Happening): Promise<void> {
  const { event, at, revision = null, token, detail = {} } = happening;
  const about = token && { name: token.name, hint: token.hint, holder: token.holder.id };
  await insertAuditEvent(by.projectId, trx, {
    at,
    event,
    revision,
    tokenId: token?.id ?? null,
    actor: by.actor,
    origin: by.origin,
    detail: { ...about, ...detail },
  });
  if (token && by.projectId !== null && isWebhookEvent(event)) {
    await announce(by.projectId, trx, { event, atMs: at, token });
  }
}

/** What a person did outside of any project stands in the log of each project they are in, where it is looked for. */
export async function auditPerson(
  trx: Db | Trx,
  { user, origin }: { user: User | undefined; origin: Origin },
  happening: Happening,
): Promise<void> {
  // Asked also where there is nobody, so that it takes as long.
  const memberships = await listMemberships(trx, user?.id ?? "");
  const projectIds = memberships.length > 0 ? memberships.map(({ project }) => project.id) : [null];
  for (const projectId of projectIds) await audit(trx, { ...byUser(user, origin), projectId }, happening);
}

/** Somebody known asked for what they are not permitted, in a project or, where none is concerned, as a person. */
export async function auditRefusedAct(
  service: Service,
  who: Caller | { user: User; origin: Origin },
  { operationId, error }: { operationId: string; error: Refusal },
): Promise<void> {
  const detail = { operation: operationId, code: error.code };
  const happening = { event: "act.refused", at: service.now(), detail };
  if ("project" in who) await audit(service.db, byCaller(who), happening);
  else await auditPerson(service.db, who, happening);
}
