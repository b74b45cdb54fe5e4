import type { Kysely } from "kysely";
import { sql } from "kysely";
import { binary, serial } from "../dialect.ts";

/** The first schema. A migration never changes once released; the next one is a new file. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await installation(db);
  await people(db);
  await tokens(db);
  await records(db);
}

async function installation(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("revision")
    .addColumn("n", "bigint", (c) => c.notNull())
    .execute();
  await sql`insert into revision (n) values (0)`.execute(db);
  await db.schema
    .createTable("projects")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("slug", "text", (c) => c.notNull().unique())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("plan", "text", (c) => c.notNull())
    .addColumn("tokens_enabled", "integer", (c) => c.notNull())
    .addColumn("everyone_may_generate", "integer", (c) => c.notNull())
    .addColumn("max_lifetime_days", "integer", (c) => c.notNull())
    .addColumn("default_lifetime_days", "integer", (c) => c.notNull())
    .addColumn("require_revoke_before_delete", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("closed_at", "bigint")
    .execute();
}

async function people(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("users")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("email", "text", (c) => c.notNull().unique())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("password_hash", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("members")
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id"))
    .addColumn("role", "text", (c) => c.notNull().check(sql`role in ('owner', 'admin', 'member')`))
    .addColumn("token_access", "text", (c) =>
      c.notNull().check(sql`token_access in ('inherit', 'allow', 'deny')`),
    )
    .addColumn("active", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("members_key", ["project_id", "user_id"])
    .execute();
  await db.schema.createIndex("members_by_user").on("members").column("user_id").execute();
  await db.schema
    .createTable("service_accounts")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull().check(sql`role in ('admin', 'member', 'verifier')`))
    .addColumn("active", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("service_accounts_name", ["project_id", "name"])
    .execute();
  await digestTable(db, "sessions")
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addColumn("ip", "text", (c) => c.notNull())
    .addColumn("user_agent", "text", (c) => c.notNull())
    .execute();
  await digestTable(db, "devices").execute();
}

/** A secret that a browser holds for a person; only its digest is here. */
function digestTable(db: Kysely<unknown>, name: string) {
  return db.schema
    .createTable(name)
    .addColumn("digest", binary(db), (c) => c.primaryKey().notNull())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
    .addColumn("created_at", "bigint", (c) => c.notNull());
}

async function tokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("tokens")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("user_id", "text", (c) => c.references("users.id"))
    .addColumn("service_account_id", "text", (c) => c.references("service_accounts.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("name_sort", "text", (c) => c.notNull())
    .addColumn("description", "text", (c) => c.notNull())
    .addColumn("search_text", "text", (c) => c.notNull())
    .addColumn("scopes", "text", (c) => c.notNull())
    .addColumn("ip_allow_list", "text", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("hint", "text", (c) => c.notNull())
    .addColumn("created_by", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .addColumn("revoke_reason", "text")
    .addColumn("last_used_at", "bigint")
    .addColumn("last_used_ip", "text")
    .addCheckConstraint("tokens_one_holder", sql`(user_id is null) <> (service_account_id is null)`)
    .addUniqueConstraint("tokens_user_name", ["project_id", "user_id", "name"])
    .addUniqueConstraint("tokens_service_account_name", ["project_id", "service_account_id", "name"])
    .execute();
  await db.schema
    .createTable("token_versions")
    .addColumn("digest", binary(db), (c) => c.primaryKey().notNull())
    .addColumn("token_id", "text", (c) => c.notNull().references("tokens.id").onDelete("cascade"))
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("valid_until", "bigint")
    .addUniqueConstraint("token_versions_version", ["token_id", "version"])
    .execute();
}

async function records(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("idempotency_keys")
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
    .addColumn("key_digest", binary(db), (c) => c.notNull())
    .addColumn("request_digest", binary(db), (c) => c.notNull())
    .addColumn("token_id", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("idempotency_keys_key", ["project_id", "user_id", "key_digest"])
    .execute();
  await db.schema
    .createTable("audit_events")
    .addColumn("seq", serial(db), (c) => c.primaryKey().notNull())
    .addColumn("project_id", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("event", "text", (c) => c.notNull())
    .addColumn("revision", "bigint")
    .addColumn("token_id", "text")
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("origin", "text", (c) => c.notNull())
    .addColumn("detail", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("audit_events_by_project")
    .on("audit_events")
    .columns(["project_id", "seq"])
    .execute();
  await db.schema
    .createIndex("audit_events_by_token")
    .on("audit_events")
    .columns(["token_id", "seq"])
    .execute();
}
