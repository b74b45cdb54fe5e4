import type { Operations, Token } from "@tokenhouse/sdk/client";
import { type Day, isDay, startOf } from "../../days.ts";

/** What of a list is wanted; it stands in the address bar. Days are those of the reader's calendar, the last one included. */
export interface TokenFilter {
  status?: Token["status"];
  expiresWithinDays?: number;
  search?: string;
  /** Of a value that was pasted into the search. */
  digest?: string;
  scope?: string;
  expiresFrom?: Day;
  expiresTo?: Day;
  createdFrom?: Day;
  createdTo?: Day;
  lastUsedFrom?: Day;
  lastUsedTo?: Day;
  sort?: NonNullable<Operations["listTokens"]["query"]["sort"]>;
  /** Only the list of the whole project has kinds and holders. */
  kind?: Token["kind"];
  holder?: string;
}

const SORT = /^-?(createdAt|expiresAt|lastUsedAt|name)$/;
const DIGEST = /^[0-9a-f]{64}$/;
const SCOPE = /^[\w.:/*@-]{1,200}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const DEFAULT_SORT = "-createdAt";

/** The times that a list can be narrowed by. */
export const TIMES = ["expires", "created", "lastUsed"] as const;

const isOneOf = (...texts: string[]) => {
  return (value: unknown) => typeof value === "string" && texts.includes(value);
};
const isLike = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);

const OWN = {
  status: isOneOf("active", "expired", "revoked"),
  expiresWithinDays: (value: unknown) =>
    Number.isInteger(value) && Number(value) > 0 && Number(value) <= 3650,
  search: (value: unknown) => typeof value === "string" && value !== "" && value.length <= 255,
  digest: isLike(DIGEST),
  scope: isLike(SCOPE),
  expiresFrom: isDay,
  expiresTo: isDay,
  createdFrom: isDay,
  createdTo: isDay,
  lastUsedFrom: isDay,
  lastUsedTo: isDay,
  sort: isLike(SORT),
};

const PROJECT = { ...OWN, kind: isOneOf("personal", "service"), holder: isLike(ID) };

/** Keeps of the address bar's search what a list of tokens understands. */
export function readFilter(search: Record<string, unknown>): TokenFilter {
  return read(search, OWN);
}

/** The same for the list of the whole project, which has kinds and holders. */
export function readProjectFilter(search: Record<string, unknown>): TokenFilter {
  return read(search, PROJECT);
}

function read(
  search: Record<string, unknown>,
  rules: Record<string, (value: unknown) => boolean>,
): TokenFilter {
  // The router reads `?search=42` as a number.
  const texts = typeof search["search"] === "number" ? { search: String(search["search"]) } : {};
  const known = Object.entries({ ...search, ...texts }).filter(([name, value]) => rules[name]?.(value));
  return Object.fromEntries(known);
}

/** What the server is asked for a filter. */
export function queryOf(filter: TokenFilter): Operations["listProjectTokens"]["query"] {
  const { expiresFrom, expiresTo, createdFrom, createdTo, lastUsedFrom, lastUsedTo, ...rest } = filter;
  return {
    ...rest,
    ...(expiresFrom !== undefined && { expiresAfter: startOf(expiresFrom) }),
    ...(expiresTo !== undefined && { expiresBefore: startOf(expiresTo, 1) }),
    ...(createdFrom !== undefined && { createdAfter: startOf(createdFrom) }),
    ...(createdTo !== undefined && { createdBefore: startOf(createdTo, 1) }),
    ...(lastUsedFrom !== undefined && { lastUsedAfter: startOf(lastUsedFrom) }),
    ...(lastUsedTo !== undefined && { lastUsedBefore: startOf(lastUsedTo, 1) }),
  };
}

/** Whether anything is left out. The order leaves nothing out. */
export function isFiltering({ sort: _, ...filter }: TokenFilter): boolean {
  return Object.keys(filter).length > 0;
}
