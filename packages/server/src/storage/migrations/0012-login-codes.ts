import type { Kysely } from "kysely";
import { binary } from "../dialect.ts";

/** What lets a command line have a token in the name of whoever agreed to it in a browser. It ends with their session. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("login_codes")
    .addColumn("digest", binary(db), (c) => c.notNull())
    .addColumn("session_digest", binary(db), (c) =>
      c.notNull().references("sessions.digest").onDelete("cascade"),
    )
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id").onDelete("cascade"))
    .addColumn("challenge", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("lifetime_days", "integer", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("login_codes_key", ["digest"])
    .execute();
  for (const column of ["session_digest", "expires_at"]) {
    await db.schema.createIndex(`login_codes_by_${column}`).on("login_codes").column(column).execute();
  }
}
