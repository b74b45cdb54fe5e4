import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { DAY_MS, LIMITS } from "../core/limits.ts";
import { REVISIONS_KEPT } from "./change-log.ts";
import { someRows } from "./dialect.ts";
import type { Db } from "./open.ts";
import { dayOf } from "./token-uses.ts";

/** Which rows nobody needs any more at an instant, by table. Everything else is kept, the audit log for good. */
const SURPLUS = {
  change_log: () => sql`revision < (select n from revision) - ${sql.lit(REVISIONS_KEPT)}`,
  sign_in_tries: (atMs) => sql`forgotten_at <= ${atMs} and free_at <= ${atMs}`,
  sessions: (atMs) => sql`expires_at <= ${atMs}`,
  invitations: (atMs) => sql`expires_at <= ${atMs}`,
  login_codes: (atMs) => sql`expires_at <= ${atMs}`,
  proven_identities: (atMs) => sql`expires_at <= ${atMs}`,
  finished_sign_ins: (atMs) => sql`expires_at <= ${atMs}`,
  second_factors: (atMs) =>
    sql`confirmed_at is null and created_at <= ${atMs - LIMITS.secondFactorSetupSeconds * 1000}`,
  idempotency_keys: (atMs) => sql`created_at <= ${atMs - LIMITS.idempotencyKeyDays * DAY_MS}`,
  token_use_days: (atMs) => sql`day < ${firstDayAt(atMs)}`,
  token_use_addresses: (atMs) => sql`last_used_at < ${firstDayAt(atMs) * DAY_MS}`,
  deliveries: (atMs) => sql`created_at <= ${atMs - LIMITS.deliveryDays * DAY_MS}`,
  expiry_notices: (atMs) => sql`expires_at <= ${atMs - LIMITS.deliveryDays * DAY_MS}`,
  token_rates: (atMs) => sql`unused_at < ${atMs * 1000}`,
} satisfies Record<string, (atMs: number) => RawBuilder<boolean>>;

export type SurplusTable = keyof typeof SURPLUS;

function firstDayAt(atMs: number): number {
  return dayOf(atMs) - LIMITS.usageDays + 1;
}

/**
 * Deletes at most so many rows of a table that were needed no more at an instant, and answers how many. It waits for
 * nobody: rows that somebody holds stay for another time.
 */
export async function deleteSurplus(
  db: Db,
  table: SurplusTable,
  { atMs, most }: { atMs: number; most: number },
): Promise<number> {
  const isSurplus: RawBuilder<boolean> = SURPLUS[table](atMs);
  const rows = someRows(db, { table, condition: isSurplus, most });
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${rows}`.execute(db);
  return Number(numAffectedRows ?? 0);
}
