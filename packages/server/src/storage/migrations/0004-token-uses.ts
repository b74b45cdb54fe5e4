import type { Kysely } from "kysely";

/** How often a token was used, by day, and from which addresses. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await usesOf(db, "token_use_days")
    .addColumn("day", "integer", (c) => c.notNull())
    .addColumn("uses", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("token_use_days_key", ["token_id", "day"])
    .execute();
  await usesOf(db, "token_use_addresses")
    .addColumn("ip", "text", (c) => c.notNull())
    .addColumn("uses", "bigint", (c) => c.notNull())
    .addColumn("first_used_at", "bigint", (c) => c.notNull())
    .addColumn("last_used_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("token_use_addresses_key", ["token_id", "ip"])
    .execute();
  // What has become too old is found without looking at the rest.
  await db.schema.createIndex("token_use_days_by_day").on("token_use_days").column("day").execute();
  await db.schema
    .createIndex("token_use_addresses_by_use")
    .on("token_use_addresses")
    .column("last_used_at")
    .execute();
}

function usesOf(db: Kysely<unknown>, table: string) {
  return db.schema
    .createTable(table)
    .addColumn("token_id", "text", (c) => c.notNull().references("tokens.id").onDelete("cascade"));
}
