import type { Principal, Token } from "../core/token.ts";
import type { Trx } from "../storage/open.ts";
import { listActiveTokens } from "../storage/token-lists.ts";
import { setRevoked } from "../storage/tokens.ts";
import { audit, byCaller } from "./audit.ts";
import type { Caller } from "./context.ts";

/** Revokes every active token of one holder, as a part of a greater change. Answers which. */
export async function endTokensOf(
  trx: Trx,
  caller: Caller,
  {
    holder,
    revision,
    at,
    reason,
  }: { holder: Pick<Principal, "type" | "id">; revision: number; at: number; reason: string },
): Promise<Token[]> {
  const tokens = await listActiveTokens(caller.project.id, trx, { holder, nowMs: at });
  for (const token of tokens) {
    await setRevoked(caller.project.id, trx, { tokenId: token.id, atMs: at, reason });
    await audit(trx, byCaller(caller), { event: "token.revoked", at, revision, token, detail: { reason } });
  }
  return tokens;
}
