import type { Trx } from "./open.ts";

export interface IdempotencyKey {
  callerId: string;
  keyDigest: Uint8Array;
  requestDigest: Uint8Array;
  tokenId: string;
  createdAtMs: number;
}

/** What an Idempotency-Key was used for before, if it was. */
export async function findIdempotencyKey(
  projectId: string,
  trx: Trx,
  key: Pick<IdempotencyKey, "callerId" | "keyDigest">,
): Promise<{ requestDigest: Uint8Array; tokenId: string } | undefined> {
  const row = await trx
    .selectFrom("idempotency_keys")
    .select(["request_digest", "token_id"])
    .where("project_id", "=", projectId)
    .where("caller_id", "=", key.callerId)
    .where("key_digest", "=", key.keyDigest)
    .executeTakeFirst();
  return row && { requestDigest: row.request_digest, tokenId: row.token_id };
}

export async function insertIdempotencyKey(projectId: string, trx: Trx, key: IdempotencyKey): Promise<void> {
  await trx
    .insertInto("idempotency_keys")
    .values({
      project_id: projectId,
      caller_id: key.callerId,
      key_digest: key.keyDigest,
      request_digest: key.requestDigest,
      token_id: key.tokenId,
      created_at: key.createdAtMs,
    })
    .execute();
}
