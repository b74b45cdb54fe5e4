import type { Kysely } from "kysely";
import { sql } from "kysely";
import { indexesLongTexts } from "../dialect.ts";

/**
 * Lists that are narrowed cost what they show, not what they leave out: the indexes of the orders carry what most
 * filters ask for, so that a row that is left out is never read; one more finds a holder's tokens by state, and one is
 * all that a search reads.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const holder = sql`(coalesce(user_id, service_account_id))`;
  const orders = {
    created: sql`created_at`,
    expires: sql`coalesce(expires_at, ${sql.lit(Number.MAX_SAFE_INTEGER)})`,
    used: sql`coalesce(last_used_at, 0)`,
    name: sql`name_sort`,
  };
  for (const [name, key] of Object.entries(orders)) {
    const index = sql.id(`tokens_by_${name}`);
    await sql`drop index ${index}`.execute(db);
    await sql`create index ${index} on tokens (project_id, (${key}), id, ${holder}, expires_at, revoked_at)`.execute(
      db,
    );
  }
  if (indexesLongTexts(db)) {
    const found = sql`search_text, scopes, expires_at, revoked_at, id`;
    await sql`create index tokens_by_text on tokens (project_id, ${holder}, ${found})`.execute(db);
  }
  await sql`create index tokens_by_holder on tokens (project_id, ${holder}, (${orders.expires}), revoked_at, id)`.execute(
    db,
  );
}
