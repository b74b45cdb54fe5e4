/**
 * Rights, defined once for the server and for every verifier: scopes, roles, and what both together allow.
 */

/**
 * A scope says what a token may do: `*` (all that the holder may do), or `name:verb` with an optional resource part,
 * `orders:read` or `orders:read:eu/*`. `*` as the verb means every verb.
 */
export const SCOPE_PATTERN: RegExp =
  /^(?:\*|[a-z][a-z0-9_.-]*:(?:\*|[a-z][a-z0-9_-]*)(?::[A-Za-z0-9_.@-]+(?:\/[A-Za-z0-9_.@-]+)*(?:\/\*)?)?)$/;

/** What a person can be in a project. */
export const ROLES = ["owner", "admin", "member"] as const;
/** What a service account can be in a project. */
export const SERVICE_ROLES = ["admin", "member", "verifier"] as const;

export type Role = (typeof ROLES)[number];
export type ServiceRole = (typeof SERVICE_ROLES)[number];

const OWN_SCOPES = ["tokens:", "members:", "settings:", "audit:"];

const HELD_SCOPES: Record<Role | ServiceRole, readonly string[]> = {
  owner: ["tokens:*", "members:*", "settings:*", "audit:*"],
  admin: ["tokens:*", "members:*", "settings:read", "audit:read"],
  member: ["tokens:read", "tokens:write", "settings:read"],
  verifier: ["tokens:verify"],
};

/** Whether `held` allows everything that `wanted` allows. */
export function covers(held: string, wanted: string): boolean {
  if (held === "*" || held === wanted) return true;
  const name = held.indexOf(":");
  if (name === -1 || !wanted.startsWith(held.slice(0, name + 1))) return false;
  const verb = endOfVerb(held, name);
  const wantedVerb = endOfVerb(wanted, name);
  if (!isSameVerb(held.slice(name + 1, verb), wanted.slice(name + 1, wantedVerb))) return false;
  return verb === held.length || coversResource(held.slice(verb + 1), wanted.slice(wantedVerb + 1));
}

function endOfVerb(scope: string, name: number): number {
  const end = scope.indexOf(":", name + 1);
  return end === -1 ? scope.length : end;
}

function isSameVerb(held: string, wanted: string): boolean {
  return held === "*" || held === wanted;
}

/** Without a resource everything of its kind is wanted, which no single resource allows. */
function coversResource(held: string, wanted: string): boolean {
  return held === wanted || (held.endsWith("/*") && wanted.startsWith(held.slice(0, -1)));
}

/** Whether the held scopes together allow every wanted one. No scope held allows nothing. */
export function coverAll(held: readonly string[], wanted: readonly string[]): boolean {
  for (const scope of wanted) if (!coversOne(held, scope)) return false;
  return true;
}

function coversOne(held: readonly string[], wanted: string): boolean {
  for (const scope of held) if (covers(scope, wanted)) return true;
  return false;
}

/** Whether a role holds a scope: Tokenhouse's own scopes by the table above, the protected API's always but for a verifier. */
export function roleHolds(role: Role | ServiceRole, scope: string): boolean {
  if (scope === "*") return true;
  if (role !== "verifier" && !isOwnScope(scope)) return true;
  return coversOne(HELD_SCOPES[role], scope);
}

function isOwnScope(scope: string): boolean {
  for (const own of OWN_SCOPES) if (scope.startsWith(own)) return true;
  return false;
}

/** Effective rights: the token's scopes ∩ the holder's current role. */
export function mayUse(
  role: Role | ServiceRole,
  scopes: readonly string[],
  wanted: readonly string[],
): boolean {
  for (const scope of wanted) if (!coversOne(scopes, scope) || !roleHolds(role, scope)) return false;
  return true;
}
