import type { Kysely } from "kysely";
import { sql } from "kysely";
import { binary } from "../dialect.ts";

/** Plans, operators, a catalogue of scopes, invitations, and service accounts with handles. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("projects")
    .addColumn("entitlements", "text", (c) => c.notNull().defaultTo('["accessTokens","serviceAccounts"]'))
    .execute();
  await db.schema
    .alterTable("projects")
    .addColumn("scope_catalogue", "text", (c) => c.notNull().defaultTo("[]"))
    .execute();
  // Until now nobody but the person who set the installation up could exist.
  await db.schema
    .alterTable("users")
    .addColumn("operator", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update users set operator = 1`.execute(db);
  await db.schema
    .alterTable("service_accounts")
    .addColumn("handle", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await db.schema
    .createIndex("service_accounts_handle")
    .unique()
    .on("service_accounts")
    .columns(["project_id", "handle"])
    .execute();
  await listsInEveryOrder(db);
  await db.schema
    .createTable("invitations")
    .addColumn("digest", binary(db), (c) => c.primaryKey().notNull())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .execute();
  await idempotencyKeysOfAnyCaller(db);
  await actorsToFilterBy(db);
}

/** One index for each order that a project's tokens are listed in, so that a page costs the same at any depth. */
async function listsInEveryOrder(db: Kysely<unknown>): Promise<void> {
  const keys = {
    created: sql`created_at`,
    expires: sql`coalesce(expires_at, ${sql.lit(Number.MAX_SAFE_INTEGER)})`,
    used: sql`coalesce(last_used_at, 0)`,
    name: sql`name_sort`,
  };
  for (const [name, key] of Object.entries(keys)) {
    await sql`create index ${sql.id(`tokens_by_${name}`)} on tokens (project_id, (${key}), id)`.execute(db);
  }
}

async function actorsToFilterBy(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("audit_events").addColumn("actor_id", "text").execute();
  await db.schema
    .createIndex("audit_events_by_actor")
    .on("audit_events")
    .columns(["actor_id", "seq"])
    .execute();
  const { rows } = await sql<{ seq: number; actor: string }>`select seq, actor from audit_events`.execute(db);
  for (const { seq, actor } of rows) {
    const { id } = JSON.parse(actor) as { id: string | null };
    await sql`update audit_events set actor_id = ${id} where seq = ${seq}`.execute(db);
  }
}

/** A service account's token creates, too; the keys remembered so far are worth a minute at most. */
async function idempotencyKeysOfAnyCaller(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("idempotency_keys").execute();
  await db.schema
    .createTable("idempotency_keys")
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("caller_id", "text", (c) => c.notNull())
    .addColumn("key_digest", binary(db), (c) => c.notNull())
    .addColumn("request_digest", binary(db), (c) => c.notNull())
    .addColumn("token_id", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("idempotency_keys_key", ["project_id", "caller_id", "key_digest"])
    .execute();
}
