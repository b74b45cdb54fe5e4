import type { TokenKind } from "@tokenhouse/sdk";
import type { Expression, ExpressionBuilder, RawBuilder, SqlBool } from "kysely";
import { expressionBuilder, sql } from "kysely";
import { DAY_MS } from "../core/limits.ts";
import type { Principal, TokenStatus } from "../core/token.ts";
import { isActive, isLive } from "./active-tokens.ts";
import { containing } from "./page.ts";
import type { Tables } from "./schema.ts";

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

/** The condition on a token, as `t`. Asks nothing of the holders' tables unless searching them: a count need not join them. */
export function matching(projectId: string, filter: TokenFilter): Expression<SqlBool> {
  const eb = expressionBuilder<Tables & { t: Tables["tokens"] }, "t">();
  const { status, search, scope, digest, expiresWithinDays, nowMs } = filter;
  return eb.and([
    eb("t.project_id", "=", projectId),
    ...heldBy(eb, filter),
    ...(status ? [withStatus(eb, status, nowMs)] : []),
    ...(expiresWithinDays === undefined ? [] : [expiringWithin(expiresWithinDays, nowMs)]),
    ...within(sql`t.expires_at`, filter.expires),
    ...within(sql`t.created_at`, filter.created),
    ...within(sql`t.last_used_at`, filter.lastUsed),
    ...(scope === undefined ? [] : [carrying(scope)]),
    ...(digest === undefined ? [] : [withDigest(eb, digest)]),
    ...(search ? [searched(eb, projectId, { ...filter, search })] : []),
  ]);
}

/** Active ones that expire within so many days. */
export function expiringWithin(days: number, nowMs: number): RawBuilder<boolean> {
  return sql<boolean>`(${isActive(nowMs)} and t.expires_at <= ${nowMs + days * DAY_MS})`;
}

function heldBy(
  eb: TokenExpressions,
  { holder, holderId, kind = holder && (holder.type === "user" ? "personal" : "service") }: TokenFilter,
): Expression<SqlBool>[] {
  const id = holder?.id ?? holderId;
  return [
    ...(id === undefined ? [] : [sql<boolean>`coalesce(t.user_id, t.service_account_id) = ${id}`]),
    ...(kind ? [eb(kind === "personal" ? "t.user_id" : "t.service_account_id", "is not", null)] : []),
  ];
}

function withStatus(eb: TokenExpressions, status: TokenStatus, nowMs: number): Expression<SqlBool> {
  if (status === "expired") return eb("t.expires_at", "<=", nowMs);
  if (status === "active") return isActive(nowMs);
  return eb.and([isLive(nowMs), eb("t.revoked_at", "is not", null)]);
}

function within(time: RawBuilder<unknown>, { fromMs, beforeMs }: Span = {}): Expression<SqlBool>[] {
  return [
    ...(fromMs === undefined ? [] : [sql<boolean>`${time} >= ${fromMs}`]),
    ...(beforeMs === undefined ? [] : [sql<boolean>`${time} < ${beforeMs}`]),
  ];
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
  const inToken = containing(sql`t.search_text`, search);
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
  return eb.or([inToken, eb("t.user_id", "in", people), eb("t.service_account_id", "in", accounts)]);
}
