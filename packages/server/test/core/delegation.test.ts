import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/core/errors.ts";
import { coversIpRules, isIpAllowed } from "../../src/core/ip.ts";
import type { Role, ServiceRole } from "../../src/core/policy.ts";
import { mayUse, refuseExcessScopes } from "../../src/core/policy.ts";
import { doesNoMore, SCOPES } from "../scope-world.ts";

/*
 * The pure functions that judge every minting and every rotation, asked in 100 000 chains. The use cases around them
 * run chains of their own in ../delegation.test.ts.
 */

const ROLES: (Role | ServiceRole)[] = ["owner", "admin", "member", "verifier"];
const ADDRESSES = ["10.0.0.1", "10.0.1.1", "10.1.0.1", "192.0.2.1", "2001:db8::1", "2001:db9::1"];
const RULES = [
  "10.0.0.0/8",
  "10.0.0.0/16",
  "10.0.0.0/24",
  "10.0.0.1",
  "192.0.2.0/24",
  "2001:db8::/32",
  "::/0",
];
const ADDRESSES_OF = new Map(RULES.map((rule) => [rule, ADDRESSES.filter((ip) => isIpAllowed([rule], ip))]));

interface Credential {
  scopes: readonly string[];
  ipAllowList: readonly string[];
}

/** Drawn by number, because a hundred thousand chains of generated lists would take minutes. */
const numbers = fc.array(fc.nat({ max: 2 ** 24 }), { minLength: 7, maxLength: 7, size: "max" });

/** Wide ones come often, so that chains go on. */
const WIDE = ["*", "orders:*", "tokens:*", "orders:read"];

function drawn(n: number): Credential {
  const scope = (at: number) => SCOPES[(n >>> at) % (3 * SCOPES.length)] ?? WIDE[(n >>> at) % 4] ?? "*";
  const rule = RULES[(n >>> 5) % (2 * RULES.length)];
  return { scopes: n % 2 ? [scope(1)] : [scope(1), scope(9)], ipAllowList: rule === undefined ? [] : [rule] };
}

function addressesOf({ ipAllowList }: Credential): readonly string[] {
  return ipAllowList.length === 0 ? ADDRESSES : ipAllowList.flatMap((rule) => ADDRESSES_OF.get(rule) ?? []);
}

function mayGrant(role: Role | ServiceRole, own: Credential, wanted: Credential): boolean {
  if (!coversIpRules(own.ipAllowList, wanted.ipAllowList)) return false;
  try {
    refuseExcessScopes({ role, scopes: own.scopes }, wanted.scopes);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

describe("a chain of minting and rotating", () => {
  it(
    "never yields more scopes or addresses than its first token had, in 100 000 cases (C-22)",
    { timeout: 120_000 },
    () => {
      let granted = 0;
      const isKept = (role: Role | ServiceRole, first: Credential, wishes: Credential[]) => {
        let own = first;
        for (const wish of wishes) {
          if (!mayGrant(role, own, wish)) continue;
          own = wish;
          granted++;
        }
        const mayCome = new Set(addressesOf(first));
        return doesNoMore(own.scopes, first.scopes) && addressesOf(own).every((ip) => mayCome.has(ip));
      };
      fc.assert(
        fc.property(numbers, ([role = 0, first = 0, ...wishes]) =>
          isKept(ROLES[role % ROLES.length] ?? "owner", drawn(first), wishes.map(drawn)),
        ),
        { numRuns: 100_000 },
      );
      expect(granted).toBeGreaterThan(10_000);
    },
  );

  it("hands on no scope that the holder's role does not hold, and every one that it and the token do", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROLES), fc.nat(), fc.nat(), (role, own, wish) => {
        const [held, { scopes }] = [drawn(own), drawn(wish)];
        const expected = scopes.every((scope) => mayUse(role, held.scopes, [scope]));
        expect(mayGrant(role, held, { scopes, ipAllowList: held.ipAllowList })).toBe(expected);
      }),
      { numRuns: 10_000 },
    );
  });
});
