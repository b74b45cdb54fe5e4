import type { TokenKind } from "@tokenhouse/sdk";
import type { Expression, ExpressionBuilder, RawBuilder, SqlBool } from "kysely";
import { expressionBuilder, sql } from "kysely";
import { DAY_MS } from "../core/limits.ts";
import type { Principal, TokenStatus } from "../core/token.ts";
import { isActive, isExpired, isLive } from "./active-tokens.ts";
import { containing, like } from "./page.ts";
import type { Tables } from "./schema.ts";
import type { TokenSort } from "./token-keys.ts";
import { HOLDER, NEVER_MS, TOKEN_KEYS } from "./token-keys.ts";

type TokenExpressions = ExpressionBuilder<Tables & { t: Tables["tokens"] }, "t">;

/** A span of time, ms since 1970: from an instant on, before another. What never happens is in none. */
export interface Span {
  fromMs?: number | undefined;
  beforeMs?: number | undefined;
}

/** Which tokens of a project are asked for; what is left out excludes nothing. */
export interface TokenFilter {
  holder?: Pick<Principal, "type" | "id"> | undefined;
  /** A holder of either type. */
  holderId?: string | undefined;
  kind?: TokenKind | undefined;
  status?: TokenStatus | undefined;
  search?: string | undefined;
  /** Active ones that expire within so many days. */
  expiresWithinDays?: number | undefined;
  expires?: Span | undefined;
  created?: Span | undefined;
  lastUsed?: Span | undefined;
  /** Those that carry this very scope. */
  scope?: string | undefined;
  /** The one that has or had the value with this SHA-256 digest, in hexadecimal. */
  digest?: string | undefined;
  nowMs: number;
}

/**
 * The condition on a token, as `t`. Asks nothing of the holders' tables unless searching them: a count need not join
 * them. An `order` that is to be followed is sought by its own key alone, so that no other index is found better.
 */
export function matching(projectId: string, filter: TokenFilter, order?: TokenSort): Expression<SqlBool> {
  const eb = expressionBuilder<Tables & { t: Tables["tokens"] }, "t">();
  const { search, scope, digest } = filter;
  return eb.and([
    eb("t.project_id", "=", projectId),
    ...heldBy(eb, filter, order),
    ...timed(eb, filter, (key) => keyOf(key, filter, order)),
    ...(scope === undefined ? [] : [carrying(scope)]),
    ...(digest === undefined ? [] : [withDigest(eb, digest)]),
    ...(search ? [searched(eb, projectId, { ...filter, search })] : []),
  ]);
}

/** Active ones that expire within so many days. */
export function expiringWithin(
  days: number,
  nowMs: number,
  expiry = TOKEN_KEYS.expiresAt,
): RawBuilder<boolean> {
  return sql<boolean>`(${isActive(nowMs, expiry)} and ${expiry} <= ${nowMs + days * DAY_MS})`;
}

/** A key that no index is to be sought by is no bare key. What is searched is read in the index of the texts. */
function keyOf(key: TimeKey, { search, scope }: TokenFilter, order: TokenSort | undefined) {
  const isRead = key === "expiresAt" && (search !== undefined || scope !== undefined);
  const isSought = order === undefined ? !isRead : key === order;
  return isSought ? TOKEN_KEYS[key] : sql<number>`(${TOKEN_KEYS[key]} + 0)`;
}

type TimeKey = Exclude<TokenSort, "name">;

/**
 * A holder whose type is said is looked for among their like. What is compared with the holder is no bare column: SQLite
 * would give it the column's type, and pass the index by.
 */
function heldBy(
  eb: TokenExpressions,
  { holder, holderId, kind }: TokenFilter,
  order: TokenSort | undefined,
): Expression<SqlBool>[] {
  const held = order === undefined ? HOLDER : sql`(${HOLDER} || '')`;
  const table = sql.table(holder?.type === "user" ? "users" : "service_accounts");
  return [
    ...(holder ? [sql<boolean>`${held} = (select id || '' from ${table} where id = ${holder.id})`] : []),
    ...(holderId === undefined ? [] : [sql<boolean>`${held} = ${holderId}`]),
    ...(kind ? [eb(kind === "personal" ? "t.user_id" : "t.service_account_id", "is not", null)] : []),
  ];
}

function timed(
  eb: TokenExpressions,
  { status, expiresWithinDays, expires, created, lastUsed, nowMs }: TokenFilter,
  key: (key: TimeKey) => RawBuilder<string | number>,
): Expression<SqlBool>[] {
  const expiry = key("expiresAt");
  return [
    ...(status ? [withStatus(eb, status, { nowMs, expiry })] : []),
    ...(expiresWithinDays === undefined ? [] : [expiringWithin(expiresWithinDays, nowMs, expiry)]),
    ...within(expiry, expires),
    ...within(key("createdAt"), created),
    ...within(key("lastUsedAt"), lastUsed),
  ];
}

function withStatus(
  eb: TokenExpressions,
  status: TokenStatus,
  { nowMs, expiry }: { nowMs: number; expiry: RawBuilder<string | number> },
): Expression<SqlBool> {
  if (status === "expired") return isExpired(nowMs, expiry);
  if (status === "active") return isActive(nowMs, expiry);
  return eb.and([isLive(nowMs, expiry), eb("t.revoked_at", "is not", null)]);
}

/** The keys stand at one of these bounds for what never happened or never will. */
function within(key: RawBuilder<unknown>, { fromMs, beforeMs }: Span = {}): Expression<SqlBool>[] {
  if (fromMs === undefined && beforeMs === undefined) return [];
  const first = Math.max(fromMs ?? 1, 1);
  const end = Math.min(beforeMs ?? NEVER_MS, NEVER_MS);
  return [sql<boolean>`(${key} >= ${first} and ${key} < ${end})`];
}

/** A list of scopes is JSON text, and no scope has a character that JSON escapes. `like` would not tell cases apart. */
function carrying(scope: string): RawBuilder<boolean> {
  return sql<boolean>`replace(t.scopes, ${JSON.stringify(scope)}, '') <> t.scopes`;
}

function withDigest(eb: TokenExpressions, digest: string): Expression<SqlBool> {
  const versions = eb.selectFrom("token_versions").select("token_versions.token_id");
  return eb("t.id", "=", versions.where("token_versions.digest", "=", Buffer.from(digest, "hex")));
}

/** One's own list is not searched for oneself. */
function searched(
  eb: TokenExpressions,
  projectId: string,
  { holder, search }: TokenFilter & { search: string },
): Expression<SqlBool> {
  const inToken = like(sql`t.search_text`, search.toLowerCase());
  if (holder) return inToken;
  const people = eb
    .selectFrom("users")
    .select("users.id")
    .where(containing(sql`name || ${"\n"} || email`, search));
  const accounts = eb
    .selectFrom("service_accounts")
    .select("service_accounts.id")
    .where("service_accounts.project_id", "=", projectId)
    .where(containing(sql`name || ${"\n"} || handle`, search));
  return eb.or([inToken, sql<boolean>`${HOLDER} in ${people.unionAll(accounts)}`]);
}
