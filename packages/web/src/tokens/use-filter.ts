import { getRouteApi } from "@tanstack/react-router";
import type { TokenFilter } from "../queries.ts";

const route = getRouteApi("/signed-in/preferences/access-tokens");

/** The filter in the address bar, and how to change it. */
export function useFilter(): [TokenFilter, (filter: TokenFilter, replace?: boolean) => void] {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  return [filter, (search, replace = false) => void navigate({ search, replace })];
}

/** The filter with one part set, or without it. */
export function withPart<K extends keyof TokenFilter>(
  filter: TokenFilter,
  part: K,
  value: TokenFilter[K] | undefined,
): TokenFilter {
  const { [part]: _, ...rest } = filter;
  return value === undefined ? rest : { ...rest, [part]: value };
}
