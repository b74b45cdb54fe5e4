import { digestToken, parseToken } from "@tokenhouse/sdk";
import { Refusal } from "../core/errors.ts";
import { mayUse } from "../core/policy.ts";
import type { TokenRecord } from "../core/verdict.ts";
import { findTokenRecord } from "../storage/token-records.ts";
import type { Caller, Service } from "./context.ts";
import { isAdministrator } from "./context.ts";
import { revokeToken } from "./revoke-token.ts";

/**
 * Revokes the token that a value belongs to (RFC 7009). Every token may end itself; another one may be ended by whom
 * `POST /v1/tokens/{id}/revoke` lets end it. A value that names nothing in the project, or one that rotation has
 * replaced and that works no more, has nothing left to end.
 */
export async function revokePresentedToken(service: Service, caller: Caller, value: string): Promise<void> {
  const record = await findPresented(service, caller, value);
  if (!record) return;
  const { token } = record;
  if (token.id !== caller.origin.tokenId) refuseOthers(caller, record);
  await revokeToken(service, caller, { id: token.id });
}

async function findPresented(
  { db, now }: Service,
  { project }: Caller,
  value: string,
): Promise<TokenRecord | undefined> {
  if (!parseToken(value)) return undefined;
  const record = (await findTokenRecord(db, Buffer.from(digestToken(value), "hex")))?.record;
  if (record?.project.id !== project.id) return undefined;
  return record.validUntilMs !== null && record.validUntilMs <= now() ? undefined : record;
}

/** Whoever sends the value holds it: a plain refusal tells them nothing new, and success would be a lie. */
function refuseOthers(caller: Caller, { token: { holder } }: TokenRecord): void {
  if (!mayUse(caller.role, caller.scopes, ["tokens:write"])) {
    throw new Refusal(
      "insufficient_scope",
      "To revoke another token than itself, a token needs tokens:write",
      {
        headers: { "WWW-Authenticate": 'Bearer error="insufficient_scope", scope="tokens:write"' },
      },
    );
  }
  const isOwn = holder.type === caller.principal.type && holder.id === caller.principal.id;
  if (!isOwn && !isAdministrator(caller)) {
    throw new Refusal("forbidden", "This token belongs to somebody else");
  }
}
