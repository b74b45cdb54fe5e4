import type { Db } from "./open.ts";

const THE_KEY = 1;

/** The key that heads are signed with, as PEM: that of whoever came first. */
export async function keepAuditKey(db: Db, newKey: string): Promise<string> {
  await db
    .insertInto("audit_keys")
    .values({ id: THE_KEY, private_key: newKey })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { private_key } = await db
    .selectFrom("audit_keys")
    .select("private_key")
    .where("id", "=", THE_KEY)
    .executeTakeFirstOrThrow();
  return private_key;
}
