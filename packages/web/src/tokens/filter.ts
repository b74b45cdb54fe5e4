import type { TokenFilter } from "../queries.ts";

const STATUSES: ReadonlySet<unknown> = new Set(["active", "expired", "revoked"]);
const SORT = /^-?(createdAt|expiresAt|lastUsedAt|name)$/;

export const DEFAULT_SORT = "-createdAt";

/** Keeps of the address bar's search what the list understands. */
export function readFilter(search: Record<string, unknown>): TokenFilter {
  const { status, search: text, sort } = search;
  return {
    ...(STATUSES.has(status) && { status: status as NonNullable<TokenFilter["status"]> }),
    // The router reads `?search=42` as a number.
    ...((typeof text === "string" || typeof text === "number") && text !== "" && { search: String(text) }),
    ...(typeof sort === "string" && SORT.test(sort) && { sort: sort as NonNullable<TokenFilter["sort"]> }),
  };
}

export function isFiltering({ status, search }: TokenFilter): boolean {
  return status !== undefined || search !== undefined;
}
