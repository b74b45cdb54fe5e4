import type { Token } from "../core/token.ts";
import { insertAuditEvent } from "../storage/audit.ts";
import type { Trx } from "../storage/open.ts";
import type { Caller } from "./context.ts";
import { actorOf } from "./context.ts";

export interface TokenChange {
  event: "token.created" | "token.revoked" | "token.restored" | "token.deleted";
  revision: number;
  at: number;
  token: Token;
  detail?: Readonly<Record<string, unknown>>;
}

/** The audit row of a change of one token, written in the change's own transaction. */
export async function auditTokenChange(trx: Trx, caller: Caller, change: TokenChange): Promise<void> {
  const { token } = change;
  await insertAuditEvent(caller.project.id, trx, {
    at: change.at,
    event: change.event,
    revision: change.revision,
    tokenId: token.id,
    actor: actorOf(caller.principal),
    origin: caller.origin,
    detail: { name: token.name, hint: token.hint, holder: token.holder.id, ...change.detail },
  });
}
