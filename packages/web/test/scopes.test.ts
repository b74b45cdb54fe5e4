import { expect, test } from "vitest";
import { isIpRule } from "../../server/src/core/ip.ts";
import { roleHolds } from "../../server/src/core/policy.ts";
import { addressFault, isAddressRule } from "../src/tokens/addresses.ts";
import { OWN_SCOPES, roleOpens } from "../src/tokens/generate/role-scopes.ts";
import { isFarReaching, readingScopes } from "../src/tokens/scopes.ts";

test("the page marks for a role exactly the scopes that the server would refuse it", () => {
  const scopes = [...Object.keys(OWN_SCOPES), "*", "tokens:*", "members:*", "settings:*", "audit:*"];
  for (const role of ["owner", "admin", "member", "verifier"] as const) {
    for (const scope of [...scopes, "orders:read", "orders:*", "tokens:read:eu/*", "tokenshop:read"]) {
      expect([role, scope, roleOpens(role, scope)]).toEqual([role, scope, roleHolds(role, scope)]);
    }
  }
});

test("the page takes exactly the addresses that the server takes", () => {
  const right = "10.0.0.1 10.0.0.0/8 0.0.0.0/0 255.255.255.255/32 ::1 2001:db8::/32 ::ffff:10.0.0.1";
  const wrong =
    "10.0.0 10.0.0.256 010.0.0.1 10.0.0.1/33 10.0.0.1/08 10.0.0.1/8/8 ::1/129 fe80::1%eth0 2001:db8:::1" +
    " example.com 10.0.0.1/ /8 [::1] 1:2:3:4:5:6:7:8:9";
  const rules = ["", ...right.split(" "), ...wrong.split(" ")];
  expect(rules.map((rule) => [rule, isAddressRule(rule)])).toEqual(
    rules.map((rule) => [rule, isIpRule(rule)]),
  );
  expect(addressFault(["10.0.0.1", "nowhere"])).toContain("«nowhere»");
  expect(addressFault([])).toBeUndefined();
});

test("far-reaching is what acts on tokens, people or rules", () => {
  const scopes = ["*", "tokens:*", "tokens:write", "members:write", "settings:*", "settings:write:eu"];
  expect(scopes.filter((scope) => !isFarReaching(scope))).toEqual([]);
  const harmless = ["tokens:read", "tokens:verify", "members:read", "audit:read", "orders:write", "orders:*"];
  expect(harmless.filter(isFarReaching)).toEqual([]);
});

test("read only is every scope of the catalogue that reads", () => {
  const catalogue = ["orders:read", "orders:write", "stock:read:eu/*", "readers:list", "orders:*"];
  expect(readingScopes(catalogue.map((scope) => ({ scope, description: "" })))).toEqual([
    "orders:read",
    "stock:read:eu/*",
  ]);
});
