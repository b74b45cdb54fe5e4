import type { TokenKind } from "@tokenhouse/sdk";
import type { Token, TokenStatus } from "../core/token.ts";
import type { Page } from "../storage/page.ts";
import type { TokenFilter, TokenSort } from "../storage/tokens.ts";
import { countTokens, listTokens as readTokens } from "../storage/tokens.ts";
import type { Caller, Service } from "./context.ts";
import type { PagedList, PageQuery } from "./page.ts";
import { readAll, readPage } from "./page.ts";

export interface TokenQuery {
  status?: TokenStatus | undefined;
  search?: string | undefined;
  sort: TokenSort | `-${TokenSort}`;
}

export interface ProjectTokenQuery extends TokenQuery {
  holder?: string | undefined;
  kind?: TokenKind | undefined;
}

export interface TokenPage {
  items: Token[];
  nextCursor: string | null;
  total: number;
}

/** The caller's own tokens, a page at a time. */
export function listTokens(
  service: Service,
  caller: Caller,
  query: TokenQuery & PageQuery,
): Promise<TokenPage> {
  const { status, search } = query;
  return readTokenPage(service, caller, { query, filter: { holder: caller.principal, status, search } });
}

/** All of the caller's own tokens, newest first. */
export async function listAllOwnTokens(service: Service, caller: Caller): Promise<Token[]> {
  const asked = { query: { sort: "-createdAt" as const }, filter: { holder: caller.principal } };
  const rows = await readAll(tokenList(service, caller, asked));
  return rows.map((row) => row.token);
}

/** Every token of the project, a page at a time. */
export function listProjectTokens(
  service: Service,
  caller: Caller,
  query: ProjectTokenQuery & PageQuery,
): Promise<TokenPage> {
  return readTokenPage(service, caller, { query, filter: projectFilter(query) });
}

/** Every token of the project that the filters leave. */
export async function exportProjectTokens(
  service: Service,
  caller: Caller,
  query: ProjectTokenQuery,
): Promise<Token[]> {
  const rows = await readAll(tokenList(service, caller, { query, filter: projectFilter(query) }));
  return rows.map((row) => row.token);
}

function projectFilter({ holder, kind, status, search }: ProjectTokenQuery): Omit<TokenFilter, "nowMs"> {
  return { holderId: holder, kind, status, search };
}

interface Asked {
  query: TokenQuery;
  filter: Omit<TokenFilter, "nowMs">;
}

async function readTokenPage(
  service: Service,
  caller: Caller,
  asked: Asked & { query: PageQuery },
): Promise<TokenPage> {
  const { items, ...page } = await readPage(asked.query, tokenList(service, caller, asked));
  return { ...page, items: items.map((row) => row.token) };
}

type Row = Awaited<ReturnType<typeof readTokens>>[number];

function tokenList({ db, now }: Service, { project }: Caller, { query, filter }: Asked): PagedList<Row> {
  const timed = { ...filter, nowMs: now() };
  const sort = query.sort.replace("-", "") as TokenSort;
  return {
    context: [project.id, filter, query.sort],
    descending: query.sort.startsWith("-"),
    read: (page: Page) => readTokens(project.id, db, { filter: timed, page, sort }),
    positionOf: ({ sortKey, token }) => [sortKey, token.id],
    count: () => countTokens(project.id, db, timed),
  };
}
