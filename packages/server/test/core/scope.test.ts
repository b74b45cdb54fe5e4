import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/core/errors.ts";
import type { Role, ServiceRole } from "../../src/core/policy.ts";
import { mayUse, refuseExcessScopes, ROLES, SERVICE_ROLES } from "../../src/core/policy.ts";
import { coverAll, covers, SCOPE_PATTERN } from "../../src/core/scope.ts";

/** A small world, so that scopes meet, contain and miss each other often. */
const names = fc.constantFrom("orders", "order", "tokens", "settings", "members", "audit");
const verbs = fc.constantFrom("*", "read", "write", "verify");
const paths = fc
  .array(fc.constantFrom("eu", "eu-1", "us", "a"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));
const resources = fc.oneof(fc.constant(""), paths.map((path) => `:${path}`), paths.map((path) => `:${path}/*`)); // prettier-ignore
const scopes = fc.oneof(
  { weight: 1, arbitrary: fc.constant("*") },
  { weight: 12, arbitrary: fc.tuple(names, verbs, resources).map(([n, v, r]) => `${n}:${v}${r}`) },
);
const scopeLists = fc.uniqueArray(scopes, { minLength: 1, maxLength: 4 });
const roles = fc.constantFrom<Role | ServiceRole>(...ROLES, ...SERVICE_ROLES);

interface Holder {
  role: Role | ServiceRole;
  scopes: readonly string[];
}

/** Whether a mint was allowed; anything but the one refusal of scopes fails the test. */
function isGranted(holder: Holder, wanted: readonly string[]): boolean {
  try {
    refuseExcessScopes(holder, wanted);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === "insufficient_scope") return false;
    throw error;
  }
}

describe("a scope's spelling", () => {
  it.each([
    "*",
    "orders:read",
    "orders:*",
    "orders.v2:read_all",
    "orders:read:eu",
    "orders:read:eu/*",
    "orders:read:eu/west-1/*",
    "mail:send:alice@example.com",
  ])("may be %s", (scope) => {
    expect(scope).toMatch(SCOPE_PATTERN);
  });

  it.each([
    "",
    "orders",
    "orders:",
    ":read",
    "*:read",
    "*:*",
    "**",
    "Orders:read",
    "orders:Read",
    "orders:read:",
    "orders:read:*",
    "orders:read:/",
    "orders:read:eu/",
    "orders:read:eu//a",
    "orders:read:eu*",
    "orders:read:*/eu",
    "orders:read:eu:west",
    "orders read",
    "orders:read ",
    "orders:read\n",
    "1orders:read",
    "ordérs:read",
  ])("may not be %j", (scope) => {
    expect(scope).not.toMatch(SCOPE_PATTERN);
  });

  it("is what this suite's own scopes have", () => {
    fc.assert(
      fc.property(scopes, (scope) => {
        expect(scope).toMatch(SCOPE_PATTERN);
      }),
    );
  });
});

describe("one scope covers another", () => {
  it.each([
    ["*", "orders:read", true],
    ["*", "*", true],
    ["orders:*", "orders:write:eu/*", true],
    ["orders:read", "orders:read:eu", true],
    ["orders:read:eu/*", "orders:read:eu/west", true],
    ["orders:read:eu/*", "orders:read:eu/west/*", true],
    ["orders:read:eu", "orders:read:eu", true],
    ["orders:*", "*", false],
    ["orders:read", "orders:*", false],
    ["orders:read", "orders:write", false],
    ["orders:read", "orders:reader", false],
    ["orders:read", "ordersx:read", false],
    ["orders:read:eu", "orders:read", false],
    ["orders:read:eu", "orders:read:eu/west", false],
    ["orders:read:eu/*", "orders:read:eu", false],
    ["orders:read:eu/*", "orders:read:eu-1/west", false],
    ["orders:read:eu/west/*", "orders:read:eu/*", false],
  ])("%s covers %s: %s", (held, wanted, expected) => {
    expect(covers(held, wanted)).toBe(expected);
  });

  it("itself, always", () => {
    fc.assert(
      fc.property(scopes, (scope) => {
        expect(covers(scope, scope)).toBe(true);
      }),
    );
  });

  it("whatever the scopes that it covers cover, over every three of a small world", () => {
    const resources = ["", ":eu", ":eu/*", ":eu/a", ":eu/a/*", ":us/*"];
    const world = ["orders", "order"].flatMap((name) =>
      ["*", "read", "write"].flatMap((verb) => resources.map((resource) => `${name}:${verb}${resource}`)),
    );
    const pairs = ["*", ...world].flatMap((a) =>
      world.filter((b) => covers(a, b)).map((b) => [a, b] as const),
    );
    const chains = pairs.flatMap(([a, b]) =>
      world.filter((c) => covers(b, c)).map((c) => [a, b, c] as const),
    );
    expect(chains.length).toBeGreaterThan(400);
    expect(chains.filter(([a, , c]) => !covers(a, c))).toEqual([]);
  });

  it("never together with nothing held", () => {
    fc.assert(
      fc.property(scopeLists, (wanted) => {
        expect(coverAll([], wanted)).toBe(false);
      }),
    );
  });
});

describe("a token minted by a token", () => {
  it("does nothing that its parent, or any parent before, could not do", () => {
    const chains = fc.array(scopeLists, { minLength: 1, maxLength: 5 });
    let minted = 0;
    fc.assert(
      fc.property(fc.tuple(roles, scopeLists), chains, scopes, ([role, first], chain, use) => {
        const line = [first];
        for (const wanted of chain) {
          const parent = line.at(-1) ?? [];
          const narrowed = [...wanted, ...parent].filter((scope) => coverAll(parent, [scope]));
          if (isGranted({ role, scopes: parent }, wanted)) line.push(wanted);
          else if (isGranted({ role, scopes: parent }, narrowed)) line.push(narrowed);
        }
        minted += line.length - 1;
        const able = line.map((scopes) => mayUse(role, scopes, [use]));
        expect(able).toEqual(able.toSorted((a, b) => Number(b) - Number(a)));
      }),
      { numRuns: 10_000 },
    );
    expect(minted).toBeGreaterThan(10_000);
  });

  it.each<[Role | ServiceRole, string]>([
    ["member", "tokens:verify"],
    ["member", "tokens:*"],
    ["member", "members:read"],
    ["member", "settings:write"],
    ["member", "audit:read"],
    ["admin", "settings:write"],
    ["admin", "settings:*"],
    ["verifier", "tokens:read"],
  ])("by %s is never given %s, not even out of *", (role, scope) => {
    expect(isGranted({ role, scopes: ["*"] }, [scope])).toBe(false);
  });

  it("names every scope in excess in its refusal", () => {
    const holder = { role: "owner", scopes: ["orders:read"] } as const;
    expect(() => refuseExcessScopes(holder, ["orders:read", "orders:write", "*"])).toThrow(
      "You do not hold, and so cannot grant: orders:write, *",
    );
  });

  it("with * does what the holder's role becomes, no more and no less", () => {
    expect(ROLES.map((role) => mayUse(role, ["*"], ["tokens:verify"]))).toEqual([true, true, false]);
    expect(ROLES.map((role) => mayUse(role, ["*"], ["orders:write"]))).toEqual([true, true, true]);
  });
});
