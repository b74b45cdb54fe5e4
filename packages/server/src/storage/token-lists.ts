import { sql } from "kysely";
import type { Principal, Token } from "../core/token.ts";
import { isActive, isExpired } from "./active-tokens.ts";
import type { Db } from "./open.ts";
import type { Page } from "./page.ts";
import { after } from "./page.ts";
import type { TokenFilter } from "./token-filter.ts";
import { expiringWithin, matching } from "./token-filter.ts";
import type { TokenSort } from "./token-keys.ts";
import { TOKEN_KEYS } from "./token-keys.ts";
import { selectTokens, tokenOf } from "./tokens.ts";

/** All tokens of one holder. */
export async function listTokensOf(
  projectId: string,
  db: Db,
  holder: Pick<Principal, "type" | "id">,
): Promise<Token[]> {
  const rows = await selectTokens(db)
    .where(matching(projectId, { holder, nowMs: 0 }))
    .orderBy("t.id")
    .execute();
  return rows.map(tokenOf);
}

/** The active tokens of one holder. */
export async function listActiveTokens(
  projectId: string,
  db: Db,
  { holder, nowMs }: { holder: Pick<Principal, "type" | "id">; nowMs: number },
): Promise<Token[]> {
  const rows = await selectTokens(db)
    .where(matching(projectId, { holder, status: "active", nowMs }))
    .orderBy("t.id")
    .execute();
  return rows.map(tokenOf);
}

/** A token of a list, with the key that the list is sorted by. */
export interface ListedToken {
  token: Token;
  sortKey: string | number;
}

export interface TokenList {
  filter: TokenFilter;
  page: Page;
  sort: TokenSort;
}

/** One page of tokens, found by following the order: quick, wherever those asked for are no rarity. */
export async function listTokens(
  projectId: string,
  db: Db,
  { filter, page, sort }: TokenList,
): Promise<ListedToken[]> {
  const key = TOKEN_KEYS[sort];
  const direction = page.descending ? "desc" : "asc";
  const rows = await selectTokens(db)
    .select(key.as("sort_key"))
    .where(matching(projectId, filter, sort))
    .$if(page.after !== undefined, (query) => query.where(after(key, sql`t.id`, page)))
    .orderBy(key, direction)
    .orderBy("t.id", direction)
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ token: tokenOf(row), sortKey: row.sort_key }));
}

export async function countTokens(projectId: string, db: Db, filter: TokenFilter): Promise<number> {
  const { count } = await db
    .selectFrom("tokens as t")
    .select((eb) => eb.fn.countAll<number | string | bigint>().as("count"))
    .where(matching(projectId, filter))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many tokens are in which state. Those that expire soon are active ones too. */
export interface TokenSummary {
  active: number;
  expiringSoon: number;
  revoked: number;
  expired: number;
}

/** Counts every state in one pass; `soonDays` says how soon is soon. */
export async function summarizeTokens(
  projectId: string,
  db: Db,
  { filter, soonDays }: { filter: TokenFilter; soonDays: number },
): Promise<TokenSummary> {
  const { nowMs } = filter;
  const { total, active, expiringSoon, expired } = await db
    .selectFrom("tokens as t")
    .select((eb) => [
      eb.fn.countAll<number | string>().as("total"),
      eb.fn.countAll<number | string>().filterWhere(isActive(nowMs)).as("active"),
      eb.fn.countAll<number | string>().filterWhere(expiringWithin(soonDays, nowMs)).as("expiringSoon"),
      eb.fn.countAll<number | string>().filterWhere(isExpired(nowMs)).as("expired"),
    ])
    .where(matching(projectId, filter))
    .executeTakeFirstOrThrow();
  return {
    active: Number(active),
    expiringSoon: Number(expiringSoon),
    revoked: Number(total) - Number(active) - Number(expired),
    expired: Number(expired),
  };
}
