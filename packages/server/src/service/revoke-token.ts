import type { Token } from "../core/token.ts";
import { setRevoked } from "../storage/tokens.ts";
import { audit, byCaller } from "./audit.ts";
import { changeRights } from "./change.ts";
import type { Caller, Service } from "./context.ts";
import type { Receipt } from "./receipt.ts";
import { getVisibleToken } from "./token-access.ts";

/**
 * Ends a token until it is restored. It always writes, also when the token was revoked already: an answer that rests
 * on no write of its own could be lost with the write it rests on.
 */
export async function revokeToken(
  service: Service,
  caller: Caller,
  { id, reason }: { id: string; reason?: string | undefined },
): Promise<{ token: Token; receipt: Receipt }> {
  const { result, receipt } = await changeRights(service, caller, async (trx, revision) => {
    const before = await getVisibleToken(caller, trx, id);
    const at = service.now();
    await setRevoked(caller.project.id, trx, { tokenId: id, atMs: at, reason: reason ?? null });
    const detail = { reason: reason ?? null, again: before.revokedAtMs !== null };
    await audit(trx, byCaller(caller), { event: "token.revoked", revision, at, token: before, detail });
    return { token: await getVisibleToken(caller, trx, id) };
  });
  return { ...result, receipt };
}
