import type { ParsedLocation } from "@tanstack/react-router";

/** The pages that lead to a token. */
const PLACES = {
  "/preferences/access-tokens": "accessTokens",
  "/project/tokens": "projectTokens",
  "/project/service-accounts": "serviceAccounts",
  "/project/audit": "audit",
} as const;

/** Where somebody came to a token from: there lies the way back, with its filters. */
export interface CameFrom {
  pathname: string;
  search: object;
  name: (typeof PLACES)[keyof typeof PLACES];
}

const OWN_TOKENS: CameFrom = { pathname: "/preferences/access-tokens", search: {}, name: "accessTokens" };

let last = OWN_TOKENS;

/** Judges by the page before; what leads to no token changes nothing. */
export function cameFrom(before: ParsedLocation | undefined): CameFrom {
  const { pathname = "", search = {} } = before ?? {};
  const [, name] = Object.entries(PLACES).find(([place]) => pathname.startsWith(place)) ?? [];
  if (name) last = { pathname, search, name };
  return last;
}
