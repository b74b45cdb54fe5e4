import type { Kysely } from "kysely";

/** A token's rate limit, what used it last, and which verifier let that through. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["rate_limit", "last_used_user_agent", "last_used_by"]) {
    await db.schema.alterTable("tokens").addColumn(column, "text").execute();
  }
  for (const column of ["user_agent", "verifier"]) {
    await db.schema.alterTable("token_use_addresses").addColumn(column, "text").execute();
  }
}
