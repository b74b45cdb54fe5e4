import type { Kysely } from "kysely";

/**
 * Where revisions went on after a gap, so that a restored database is known as one. A server of the release before would
 * serve one about which nobody has decided, and count on without noting the gap: it must not work on this.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("revision")
    .addColumn("earlier_histories", "bigint", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable("histories")
    .addColumn("first", "bigint", (c) => c.notNull())
    .addColumn("before", "bigint", (c) => c.notNull())
    .addColumn("undecided", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("histories_key", ["first"])
    .execute();
  await db.schema
    .createTable("replayed_journals")
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("revision", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("replayed_journals_key", ["id"])
    .execute();
}
