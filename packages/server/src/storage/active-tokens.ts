import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { HOLDER, TOKEN_KEYS } from "./token-keys.ts";

/** The condition that a token, as `t`, is active at an instant. */
export function isActive(nowMs: number, expiry = TOKEN_KEYS.expiresAt): RawBuilder<boolean> {
  return sql<boolean>`(t.revoked_at is null and ${isLive(nowMs, expiry)})`;
}

/** The condition that a token's lifetime is not over at an instant, revoked or not. */
export function isLive(nowMs: number, expiry = TOKEN_KEYS.expiresAt): RawBuilder<boolean> {
  return sql<boolean>`${expiry} > ${nowMs}`;
}

/** The condition that it is over; the instant itself counts. */
export function isExpired(nowMs: number, expiry = TOKEN_KEYS.expiresAt): RawBuilder<boolean> {
  return sql<boolean>`${expiry} <= ${nowMs}`;
}

/**
 * The condition that a token, as `t`, is a holder's, whose project and id are columns of an outer query. The id is no bare
 * column there: SQLite would give the comparison its type, and pass the holders' index by.
 */
export function isHeldBy(projectId: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`t.project_id = ${projectId} and ${HOLDER} = ${id} || ''`;
}

/** How many tokens, as `t`, of those that a condition names are active at an instant: a column of an outer query. */
export function countActive(of: RawBuilder<unknown>, nowMs: number): RawBuilder<number | string> {
  return sql<number | string>`(select count(*) from tokens as t where ${of} and ${isActive(nowMs)})`;
}
