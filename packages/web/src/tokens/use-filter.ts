import { useNavigate, useSearch } from "@tanstack/react-router";
import type { TokenFilter } from "../queries.ts";

/** The filter in the address bar, as the page's route has read it, and how to change it. */
export function useFilter(): [TokenFilter, (filter: TokenFilter, replace?: boolean) => void] {
  const filter: TokenFilter = useSearch({ strict: false });
  const navigate = useNavigate();
  return [filter, (search, replace = false) => void navigate({ to: ".", search, replace })];
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
