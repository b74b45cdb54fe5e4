import { useNavigate, useSearch } from "@tanstack/react-router";
import type { TokenFilter } from "./filter.ts";

/** The filter in the address bar, as the page's route has read it, and how to change it. */
export function useFilter(): [TokenFilter, (filter: TokenFilter, replace?: boolean) => void] {
  const filter: TokenFilter = useSearch({ strict: false });
  const navigate = useNavigate();
  return [
    filter,
    (search, replace = false) => void navigate({ to: ".", search, replace, resetScroll: false }),
  ];
}

/** The filter with some parts set, or without them. */
export function withParts(
  filter: TokenFilter,
  parts: { [K in keyof TokenFilter]?: TokenFilter[K] | undefined },
): TokenFilter {
  const entries = Object.entries({ ...filter, ...parts }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
