import type { Kysely } from "kysely";
import { createUnlogged } from "../dialect.ts";

/**
 * What several servers share: how far limited tokens are used up, and when background work is due. A server of the
 * release before beside them counts rates for itself, as it always did.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createUnlogged(db, "token_rates")
    .addColumn("token_id", "text", (c) => c.notNull())
    .addColumn("unused_at", "bigint", (c) => c.notNull())
    .addColumn("taken_at", "bigint", (c) => c.notNull())
    .addColumn("taken", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("token_rates_key", ["token_id"])
    .execute();
  await db.schema
    .createTable("jobs")
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("jobs_key", ["name"])
    .execute();
  // What is over is found without looking at the rest.
  for (const [table, column] of OVER) {
    await db.schema.createIndex(`${table}_by_end`).on(table).column(column).execute();
  }
}

const OVER = [
  ["sessions", "expires_at"],
  ["invitations", "expires_at"],
  ["sign_in_tries", "forgotten_at"],
  ["idempotency_keys", "created_at"],
] as const;
