import type { Trx } from "./open.ts";

/** Notes that somebody is told of a token's end; false = they were told already. */
export async function insertExpiryNotice(
  trx: Trx,
  { tokenId, expiresAtMs, days }: { tokenId: string; expiresAtMs: number; days: number },
): Promise<boolean> {
  const inserted = await trx
    .insertInto("expiry_notices")
    .values({ token_id: tokenId, expires_at: expiresAtMs, days })
    .onConflict((conflict) => conflict.doNothing())
    .returning("days")
    .executeTakeFirst();
  return inserted !== undefined;
}
