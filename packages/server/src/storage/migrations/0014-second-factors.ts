import type { Kysely } from "kysely";
import { binary } from "../dialect.ts";

/** A server of the release before would let in by the password alone: it may not go on working on this. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("second_factors")
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
    .addColumn("secret", binary(db), (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("confirmed_at", "bigint")
    .addColumn("last_step", "bigint", (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("second_factors_key", ["user_id"])
    .execute();
  await db.schema
    .createTable("recovery_codes")
    .addColumn("digest", binary(db), (c) => c.notNull())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
    .addPrimaryKeyConstraint("recovery_codes_key", ["digest"])
    .execute();
  await db.schema.createIndex("recovery_codes_by_user_id").on("recovery_codes").column("user_id").execute();
  await db.schema
    .createIndex("second_factors_by_created_at")
    .on("second_factors")
    .column("created_at")
    .execute();
}
