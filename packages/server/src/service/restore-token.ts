import { Refusal } from "../core/errors.ts";
import type { Token } from "../core/token.ts";
import { statusOf } from "../core/token.ts";
import { clearRevoked } from "../storage/tokens.ts";
import { audit, byCaller } from "./audit.ts";
import { changeRights } from "./change.ts";
import type { Caller, Service } from "./context.ts";
import { refuseBroaderToken } from "./generate-token.ts";
import type { Receipt } from "./receipt.ts";
import { getRestorableToken } from "./token-access.ts";

/** Brings a revoked token back: same value, same expiry. An expired one stays expired. */
export async function restoreToken(
  service: Service,
  caller: Caller,
  id: string,
): Promise<{ token: Token; receipt: Receipt }> {
  const { result, receipt } = await changeRights(service, caller, async (trx, revision) => {
    const before = await getRestorableToken(caller, trx, id);
    const at = service.now();
    const status = statusOf(before, at);
    if (status === "expired") {
      throw new Refusal("token_expired", "The token has expired; a restore would not change that");
    }
    if (status === "active") throw new Refusal("not_revoked", "The token is not revoked");
    refuseBroaderToken(caller, before);
    await clearRevoked(caller.project.id, trx, id);
    await audit(trx, byCaller(caller), { event: "token.restored", revision, at, token: before });
    return { token: await getRestorableToken(caller, trx, id) };
  });
  return { ...result, receipt };
}
