import type { TokenKind } from "@tokenhouse/sdk";
import { LIMITS } from "../core/limits.ts";
import type { Token } from "../core/token.ts";
import { gatherTokens } from "../storage/gather-tokens.ts";
import type { Page } from "../storage/page.ts";
import type { TokenFilter } from "../storage/token-filter.ts";
import type { TokenSort } from "../storage/token-keys.ts";
import type { TokenSummary } from "../storage/token-lists.ts";
import { countTokens, listTokens as readTokens, summarizeTokens } from "../storage/token-lists.ts";
import type { Caller, Service } from "./context.ts";
import type { PagedList, PageQuery } from "./page.ts";
import { readAll, readPage } from "./page.ts";

/** What the lists of tokens can be narrowed and sorted by. */
export interface TokenQuery extends Omit<TokenFilter, "holder" | "holderId" | "kind" | "nowMs"> {
  sort: TokenSort | `-${TokenSort}`;
}

interface Holders {
  holder?: string | undefined;
  kind?: TokenKind | undefined;
}

export interface ProjectTokenQuery extends TokenQuery, Holders {}

export interface TokenPage {
  items: Token[];
  nextCursor: string | null;
  total: number;
}

/** The caller's own tokens, a page at a time. */
export function listTokens(
  service: Service,
  caller: Caller,
  { limit, cursor, sort, ...filter }: TokenQuery & PageQuery,
): Promise<TokenPage> {
  const asked = { sort, filter: { ...filter, holder: caller.principal } };
  return readTokenPage(service, caller, { ...asked, page: { limit, cursor } });
}

/** All of the caller's own tokens, newest first. */
export async function listAllOwnTokens(service: Service, caller: Caller): Promise<Token[]> {
  const asked = { sort: "-createdAt", filter: { holder: caller.principal } } as const;
  const rows = await readAll(tokenList(service, caller, asked));
  return rows.map((row) => row.token);
}

/** Every token of the project, a page at a time. */
export function listProjectTokens(
  service: Service,
  caller: Caller,
  { limit, cursor, ...query }: ProjectTokenQuery & PageQuery,
): Promise<TokenPage> {
  return readTokenPage(service, caller, { ...askedOf(query), page: { limit, cursor } });
}

/** Every token of the project that the filters leave. */
export async function exportProjectTokens(
  service: Service,
  caller: Caller,
  query: ProjectTokenQuery,
): Promise<Token[]> {
  const rows = await readAll(tokenList(service, caller, askedOf(query)));
  return rows.map((row) => row.token);
}

/** How many of the caller's own tokens are in which state. */
export function summarizeOwnTokens(service: Service, caller: Caller): Promise<TokenSummary> {
  return summarize(service, caller, { holder: caller.principal });
}

/** How many of the project's tokens, or of one holder's, are in which state. */
export function summarizeProjectTokens(
  service: Service,
  caller: Caller,
  { holder, kind }: Holders,
): Promise<TokenSummary> {
  return summarize(service, caller, { holderId: holder, kind });
}

function summarize(
  { db, now }: Service,
  { project }: Caller,
  filter: Asked["filter"],
): Promise<TokenSummary> {
  return summarizeTokens(project.id, db, {
    filter: { ...filter, nowMs: now() },
    soonDays: LIMITS.expiringSoonDays,
  });
}

interface Asked {
  sort: TokenQuery["sort"];
  filter: Omit<TokenFilter, "nowMs">;
}

function askedOf({ sort, holder, ...filter }: ProjectTokenQuery): Asked {
  return { sort, filter: { ...filter, holderId: holder } };
}

async function readTokenPage(
  service: Service,
  caller: Caller,
  { page, ...asked }: Asked & { page: PageQuery },
): Promise<TokenPage> {
  const { items, ...rest } = await readPage(page, tokenList(service, caller, asked));
  return { ...rest, items: items.map((row) => row.token) };
}

type Row = Awaited<ReturnType<typeof readTokens>>[number];

function tokenList({ db, now }: Service, { project }: Caller, asked: Asked): PagedList<Row> {
  const filter = { ...asked.filter, nowMs: now() };
  const sort = asked.sort.replace("-", "") as TokenSort;
  return {
    context: [project.id, asked.filter, asked.sort],
    descending: asked.sort.startsWith("-"),
    read: (page: Page) => readTokens(project.id, db, { filter, page, sort }),
    positionOf: ({ sortKey, token }) => [sortKey, token.id],
    kinds: [sort === "name" ? "string" : "number", "string"],
    count: () => countTokens(project.id, db, filter),
    readCounted: (page: Page) => gatherTokens(project.id, db, { filter, page, sort }),
  };
}
