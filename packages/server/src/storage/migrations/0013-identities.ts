import type { Kysely } from "kysely";
import { binary } from "../dialect.ts";

/**
 * Who people are elsewhere. A server of the release before lets in by password alone, and sees whoever asks to join as
 * a member who is not active.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("identities")
    .addColumn("issuer", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("identities_key", ["issuer", "subject"])
    .execute();
  await db.schema.createIndex("identities_by_user_id").on("identities").column("user_id").execute();
  await db.schema
    .createTable("proven_identities")
    .addColumn("digest", binary(db), (c) => c.notNull())
    .addColumn("issuer", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("proven_identities_key", ["digest"])
    .execute();
  await db.schema
    .createTable("finished_sign_ins")
    .addColumn("digest", binary(db), (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("finished_sign_ins_key", ["digest"])
    .execute();
  for (const [table, column] of [
    ["proven_identities", "user_id"],
    ["proven_identities", "expires_at"],
    ["finished_sign_ins", "expires_at"],
  ] as const) {
    await db.schema.createIndex(`${table}_by_${column}`).on(table).column(column).execute();
  }
  await db.schema
    .alterTable("members")
    .addColumn("asked", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("members").addColumn("external_id", "text").execute();
}
