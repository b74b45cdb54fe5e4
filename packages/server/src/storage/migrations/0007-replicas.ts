import type { Kysely } from "kysely";
import { sql } from "kysely";
import { binary } from "../dialect.ts";

/**
 * Servers stand among the verifiers, of every project at once; and what each has confirmed, in place of in the memory of
 * the one server that there was. SQLite cannot let a column be empty that could not be before: the table is made anew.
 * How often somebody tried to sign in counts at every server.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("verifiers").renameTo("verifiers_before").execute();
  await db.schema
    .createTable("verifiers")
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("project_id", "text", (c) => c.references("projects.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("mode", "text")
    .addColumn("lease_ms", "integer", (c) => c.notNull())
    .addColumn("registered_at", "bigint", (c) => c.notNull())
    .addColumn("heard_at", "bigint", (c) => c.notNull())
    .addColumn("generation", "bigint", (c) => c.notNull().defaultTo(0))
    .addColumn("applied", "bigint", (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("verifiers_key", ["id"])
    .execute();
  await sql`insert into verifiers (id, project_id, name, mode, lease_ms, registered_at, heard_at)
    select id, project_id, name, mode, lease_ms, registered_at, registered_at from verifiers_before`.execute(
    db,
  );
  await db.schema.dropTable("verifiers_before").execute();
  // A server reads the news of all projects.
  await db.schema.dropIndex("change_log_by_project").execute();
  await db.schema.createIndex("change_log_by_revision").on("change_log").column("revision").execute();
  await db.schema
    .createTable("sign_in_tries")
    .addColumn("key", binary(db), (c) => c.notNull())
    .addColumn("tries", "integer", (c) => c.notNull())
    .addColumn("forgotten_at", "bigint", (c) => c.notNull())
    .addColumn("free_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("sign_in_tries_key", ["key"])
    .execute();
}
