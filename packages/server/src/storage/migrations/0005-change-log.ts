import type { Kysely } from "kysely";

/** What changed of anyone's rights, by revision, and the verifiers that hold rights in their memory. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("change_log")
    .addColumn("revision", "bigint", (c) => c.notNull())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("ref", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("change_log_by_project")
    .on("change_log")
    .columns(["project_id", "revision"])
    .execute();
  await db.schema
    .createTable("verifiers")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("mode", "text", (c) => c.notNull())
    .addColumn("lease_ms", "integer", (c) => c.notNull())
    .addColumn("registered_at", "bigint", (c) => c.notNull())
    .execute();
}
