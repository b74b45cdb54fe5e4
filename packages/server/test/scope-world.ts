/*
 * What can be done, named without the scope algebra: every name, verb and resource of a small world, and for each scope
 * the acts that it lets its holder do.
 */

const NAMES = ["orders", "orders-eu", "tokens", "members", "settings", "audit"];
const VERBS = ["read", "write", "verify"];
const RESOURCES = ["", "eu", "eu/1", "eu/1/x", "eu2/1", "us/1"];
const RESOURCE_PARTS = ["", ":eu", ":eu/*", ":eu/1", ":eu/1/*", ":us/1", ":us/*"];

const ACTS = NAMES.flatMap((name) =>
  VERBS.flatMap((verb) => RESOURCES.map((resource) => ({ name, verb, resource }))),
);

/** Every scope of the small world; the first two are those that hand most on. */
export const SCOPES = [
  "*",
  "tokens:write",
  ...NAMES.flatMap((name) =>
    ["*", ...VERBS].flatMap((verb) => RESOURCE_PARTS.map((part) => `${name}:${verb}${part}`)),
  ),
];

/** For each scope one bit for each act that it allows. */
const ACTS_OF = new Map(
  SCOPES.map((scope) => [
    scope,
    ACTS.reduce((bits, act, n) => (allows(scope, act) ? bits | (1n << BigInt(n)) : bits), 0n),
  ]),
);

function allows(scope: string, act: (typeof ACTS)[number]): boolean {
  if (scope === "*") return true;
  const [name, verb, resource] = scope.split(":");
  if (name !== act.name || (verb !== "*" && verb !== act.verb)) return false;
  if (resource === undefined || resource === act.resource) return true;
  return resource.endsWith("/*") && act.resource.startsWith(resource.slice(0, -1));
}

function actsOf(scopes: readonly string[]): bigint {
  return scopes.reduce((bits, scope) => bits | (ACTS_OF.get(scope) ?? 0n), 0n);
}

/** Whether all that one list of scopes lets its holder do, another does, too. */
export function doesNoMore(scopes: readonly string[], than: readonly string[]): boolean {
  return (actsOf(scopes) & ~actsOf(than)) === 0n;
}
