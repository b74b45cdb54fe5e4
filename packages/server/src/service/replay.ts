import { Refusal } from "../core/errors.ts";
import { findIdempotencyKey, insertIdempotencyKey } from "../storage/idempotency-keys.ts";
import type { Trx } from "../storage/open.ts";
import type { Caller } from "./context.ts";
import { digestSecret } from "./context.ts";

/** A request that makes a value, with the Idempotency-Key it came with, if any. */
export interface Repeatable {
  idempotencyKey?: string | undefined;
}

/** A repeated request makes no second value. The first one cannot be given again: it is not stored. */
export async function refuseReplay(trx: Trx, caller: Caller, input: Repeatable): Promise<void> {
  if (input.idempotencyKey === undefined) return;
  const found = await findIdempotencyKey(caller.project.id, trx, {
    callerId: caller.principal.id,
    keyDigest: digestSecret(input.idempotencyKey),
  });
  if (!found) return;
  if (!requestDigest(input).equals(found.requestDigest)) {
    throw new Refusal(
      "idempotency_key_mismatch",
      "This Idempotency-Key was sent with another request before",
    );
  }
  throw new Refusal(
    "idempotency_key_used",
    `This request has been carried out: token ${found.tokenId}. The value was in the first answer only: ` +
      "if that was lost, delete or rotate the token with a new key",
    { headers: { Location: `/v1/tokens/${found.tokenId}` } },
  );
}

export async function rememberKey(
  trx: Trx,
  caller: Caller,
  { input, tokenId, atMs }: { input: Repeatable; tokenId: string; atMs: number },
): Promise<void> {
  if (input.idempotencyKey === undefined) return;
  await insertIdempotencyKey(caller.project.id, trx, {
    callerId: caller.principal.id,
    keyDigest: digestSecret(input.idempotencyKey),
    requestDigest: requestDigest(input),
    tokenId,
    createdAtMs: atMs,
  });
}

function requestDigest({ idempotencyKey: _, ...request }: Repeatable): Buffer {
  return Buffer.from(digestSecret(JSON.stringify(request)));
}
