import type { Kysely } from "kysely";
import { binary } from "../dialect.ts";

/**
 * What is told by itself: of tokens that end, and to webhooks. A server of the release before tells nothing; what it
 * changes is no news to anybody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("webhooks")
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id").onDelete("cascade"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("events", "text", (c) => c.notNull())
    .addColumn("secret", binary(db), (c) => c.notNull())
    .addColumn("secret_before", binary(db))
    .addColumn("secret_before_until", "bigint")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("webhooks_key", ["id"])
    .execute();
  await db.schema
    .createTable("deliveries")
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("webhook_id", "text", (c) => c.references("webhooks.id").onDelete("cascade"))
    .addColumn("event", "text", (c) => c.notNull())
    .addColumn("content", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("due_at", "bigint")
    .addColumn("taken_until", "bigint")
    .addColumn("delivered_at", "bigint")
    .addColumn("tries", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("log", "text", (c) => c.notNull().defaultTo("[]"))
    .addPrimaryKeyConstraint("deliveries_key", ["id"])
    .execute();
  await db.schema
    .createTable("expiry_notices")
    .addColumn("token_id", "text", (c) => c.notNull().references("tokens.id").onDelete("cascade"))
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addColumn("days", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("expiry_notices_key", ["token_id", "expires_at", "days"])
    .execute();
  for (const [table, columns] of INDEXES) {
    await db.schema
      .createIndex(`${table}_by_${columns[0]}`)
      .on(table)
      .columns([...columns])
      .execute();
  }
}

const INDEXES = [
  ["webhooks", ["project_id"]],
  ["deliveries", ["due_at"]],
  ["deliveries", ["taken_until"]],
  ["deliveries", ["webhook_id", "created_at", "id"]],
  ["deliveries", ["created_at"]],
  ["expiry_notices", ["expires_at"]],
] as const;
