import { isAddress } from "../ip-rules.ts";
import { SCOPE_PATTERN } from "../rights.ts";

/** What the caller wants to do. */
export interface CheckOptions {
  /** The token must hold all of them. Left out: any good token will do. */
  scopes?: readonly string[] | undefined;
  /** The caller's address. What is no IP address counts as unknown, which tokens bound to addresses refuse. */
  ip?: string | undefined;
  /** What the caller calls itself (`User-Agent`), for the record of where the token is used. */
  userAgent?: string | undefined;
}

/** What every record of a use takes. */
const USER_AGENT_LENGTH = 256;

/** The options as they are sent: with an address that is one, and a user agent that any server takes. */
export function questionOf({ scopes, ip, userAgent }: CheckOptions): CheckOptions {
  const address = plainAddress(ip);
  return {
    ...(scopes && { scopes }),
    ...(address !== undefined && isAddress(address) && { ip: address }),
    ...(userAgent !== undefined && { userAgent: userAgent.slice(0, USER_AGENT_LENGTH).toWellFormed() }),
  };
}

/** The address alone: an IPv6 zone (`fe80::1%eth0`) means something on this machine only. */
export function plainAddress(ip: string | undefined): string | undefined {
  return ip?.includes("%") ? ip.slice(0, ip.indexOf("%")) : ip;
}

const known = new Set<string>();
const MOST_KNOWN = 1000;

/** Whether the server would take these scopes; it names the fault of others. */
export function areScopes(scopes: readonly string[]): boolean {
  for (const scope of scopes) if (!known.has(scope) && !isNewScope(scope)) return false;
  return scopes.length > 0;
}

function isNewScope(scope: string): boolean {
  if (!SCOPE_PATTERN.test(scope)) return false;
  if (known.size < MOST_KNOWN) known.add(scope);
  return true;
}
