import type { Kysely } from "kysely";

/**
 * That a value was ended at once, whatever any clock says. A server of the release before goes by the instant, as it
 * always did.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("token_versions")
    .addColumn("ended", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
}
