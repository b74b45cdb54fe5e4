import type { Kysely } from "kysely";
import { sql } from "kysely";
import { binary } from "../dialect.ts";

/**
 * The Merkle trees over the audit log. What was written before, and what a server of the release before goes on
 * writing, is sealed by the first that knows how.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("audit_events").addColumn("leaf_index", "bigint").execute();
  await sql`create index audit_events_unsealed on audit_events (project_id, seq) where leaf_index is null`.execute(
    db,
  );
  await db.schema
    .createTable("audit_logs")
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("size", "bigint", (c) => c.notNull())
    .addColumn("witnessed_size", "bigint", (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("audit_logs_key", ["id"])
    .execute();
  await db.schema
    .createTable("audit_nodes")
    .addColumn("log_id", "text", (c) => c.notNull())
    .addColumn("level", "integer", (c) => c.notNull())
    .addColumn("node_index", "bigint", (c) => c.notNull())
    .addColumn("hash", binary(db), (c) => c.notNull())
    .addPrimaryKeyConstraint("audit_nodes_key", ["log_id", "level", "node_index"])
    .execute();
  await db.schema
    .createTable("audit_keys")
    .addColumn("id", "integer", (c) => c.notNull())
    .addColumn("private_key", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("audit_keys_key", ["id"])
    .execute();
}
