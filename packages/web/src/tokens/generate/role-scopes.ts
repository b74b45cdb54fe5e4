import type { Operations } from "@tokenhouse/sdk/client";

export type HolderRole = Operations["getMe"]["answer"]["role"];

/** Tokenhouse's own scopes, each with the key of its description. */
export const OWN_SCOPES = {
  "tokens:read": "tokensRead",
  "tokens:write": "tokensWrite",
  "tokens:verify": "tokensVerify",
  "members:read": "membersRead",
  "members:write": "membersWrite",
  "settings:read": "settingsRead",
  "settings:write": "settingsWrite",
  "audit:read": "auditRead",
} as const;

const OWN_NAMES = new Set(Object.keys(OWN_SCOPES).map((scope) => scope.split(":")[0]));

/** What each role opens of Tokenhouse itself, as the server judges it. */
const OPENED: Record<HolderRole, readonly string[]> = {
  owner: ["tokens:*", "members:*", "settings:*", "audit:*"],
  admin: ["tokens:*", "members:*", "settings:read", "audit:read"],
  member: ["tokens:read", "tokens:write", "settings:read"],
  verifier: ["tokens:verify"],
};

export function isOwn(scope: string): boolean {
  return OWN_NAMES.has(scope.split(":")[0]);
}

/** Whether a role opens a scope; what it does not open, the server refuses to put into a token. */
export function roleOpens(role: HolderRole, scope: string): boolean {
  if (scope === "*") return true;
  if (!isOwn(scope)) return role !== "verifier";
  const [name, verb] = scope.split(":");
  return OPENED[role].some((held) => held === `${name}:*` || held === `${name}:${verb}`);
}
