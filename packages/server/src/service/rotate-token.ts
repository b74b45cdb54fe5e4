import { digestToken, mintToken } from "@tokenhouse/sdk";
import { Refusal } from "../core/errors.ts";
import type { Token } from "../core/token.ts";
import { statusOf } from "../core/token.ts";
import type { Trx } from "../storage/open.ts";
import { endVersions, insertVersion } from "../storage/tokens.ts";
import { audit, byCaller } from "./audit.ts";
import { changeRights } from "./change.ts";
import type { Caller, Service } from "./context.ts";
import { getActiveAccount } from "./create-service-token.ts";
import { getGeneratingRole } from "./create-token.ts";
import { refuseBroaderToken } from "./generate-token.ts";
import type { Receipt } from "./receipt.ts";
import { refuseReplay, rememberKey } from "./replay.ts";
import { getRestorableToken } from "./token-access.ts";

export interface Rotation {
  id: string;
  overlapSeconds: number;
  idempotencyKey?: string | undefined;
}

/** Gives a token a new value. The value before works until the overlap ends; one overlap at a time. */
export async function rotateToken(
  service: Service,
  caller: Caller,
  rotation: Rotation,
): Promise<{ value: string; token: Token; receipt: Receipt }> {
  const { result, receipt } = await changeRights(service, caller, async (trx, revision) => {
    await refuseReplay(trx, caller, rotation);
    const before = await getRotatable(service, trx, { caller, id: rotation.id });
    const { value, hint } = mintToken(service.tokenPrefix, before.kind, service.random);
    const at = service.now();
    await insertVersion(caller.project.id, trx, {
      token: before,
      digest: Buffer.from(digestToken(value), "hex"),
      hint,
      atMs: at,
      overlapEndsAtMs: at + rotation.overlapSeconds * 1000,
    });
    await rememberKey(trx, caller, { input: rotation, tokenId: before.id, atMs: at });
    const token = await getRestorableToken(caller, trx, before.id);
    const detail = {
      version: token.version,
      overlapSeconds: rotation.overlapSeconds,
      hintBefore: before.hint,
    };
    await audit(trx, byCaller(caller), { event: "token.rotated", at, revision, token, detail });
    return { token, value };
  });
  return { ...result, receipt };
}

/** Ends the value before the last rotation now. */
export async function endOverlap(
  service: Service,
  caller: Caller,
  id: string,
): Promise<{ token: Token; receipt: Receipt }> {
  const { result, receipt } = await changeRights(service, caller, async (trx, revision) => {
    const { version } = await getRestorableToken(caller, trx, id);
    const at = service.now();
    await endVersions(caller.project.id, trx, { tokenId: id, before: version, atMs: at, endsAtMs: at });
    const token = await getRestorableToken(caller, trx, id);
    await audit(trx, byCaller(caller), {
      event: "token.overlap_ended",
      at,
      revision,
      token,
      detail: { version },
    });
    return { token };
  });
  return { ...result, receipt };
}

/** Whoever rotates gets a value: they must be allowed to have one, and to have all that it can do. */
async function getRotatable(
  service: Service,
  trx: Trx,
  { caller, id }: { caller: Caller; id: string },
): Promise<Token> {
  const token = await getRestorableToken(caller, trx, id);
  const nowMs = service.now();
  if (statusOf(token, nowMs) !== "active")
    throw new Refusal("not_active", "Only an active token can be rotated");
  if (token.kind === "personal") await getGeneratingRole(caller, trx);
  else await getActiveAccount(token.projectId, trx, token.holder.id);
  refuseBroaderToken(caller, token);
  if (token.overlapEndsAtMs !== null && token.overlapEndsAtMs > nowMs) {
    throw new Refusal(
      "overlap_running",
      "The value before the last rotation still works; end that overlap first",
    );
  }
  return token;
}
