import type { TokenFilter } from "../queries.ts";

const STATUSES: ReadonlySet<unknown> = new Set(["active", "expired", "revoked"]);
const KINDS: ReadonlySet<unknown> = new Set(["personal", "service"]);
const SORT = /^-?(createdAt|expiresAt|lastUsedAt|name)$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const DEFAULT_SORT = "-createdAt";

/** Keeps of the address bar's search what a list of tokens understands. */
export function readFilter(search: Record<string, unknown>): TokenFilter {
  const { status, search: text, sort } = search;
  return {
    ...(STATUSES.has(status) && { status: status as NonNullable<TokenFilter["status"]> }),
    // The router reads `?search=42` as a number.
    ...((typeof text === "string" || typeof text === "number") && text !== "" && { search: String(text) }),
    ...(typeof sort === "string" && SORT.test(sort) && { sort: sort as NonNullable<TokenFilter["sort"]> }),
  };
}

/** The same for the list of the whole project, which has kinds and holders. */
export function readProjectFilter(search: Record<string, unknown>): TokenFilter {
  const { kind, holder } = search;
  return {
    ...readFilter(search),
    ...(KINDS.has(kind) && { kind: kind as NonNullable<TokenFilter["kind"]> }),
    ...(typeof holder === "string" && ID.test(holder) && { holder }),
  };
}

export function isFiltering({ sort: _, ...filter }: TokenFilter): boolean {
  return Object.keys(filter).length > 0;
}
