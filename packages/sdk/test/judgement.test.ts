import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckRequest, GrantFacts, Judgement, RateLimit, RateState } from "@tokenhouse/sdk/memory";
import { compileIpRules, judge, takeFromRate, UNUSED } from "@tokenhouse/sdk/memory";

const NOW = Date.parse("2026-11-22T12:00:00Z");

const GOOD: GrantFacts = {
  expiresAtMs: Infinity,
  validUntilMs: Infinity,
  role: "member",
  scopes: ["orders:read"],
  isIpAllowed: undefined,
};

/** What can be wrong, in the order in which it is told. */
const FAULTS: readonly [Judgement, Partial<GrantFacts>, CheckRequest][] = [
  ["expired", { expiresAtMs: NOW }, {}],
  ["revoked", { validUntilMs: NOW }, {}],
  ["ip_refused", { isIpAllowed: compileIpRules(["10.0.0.0/8"]) }, {}],
  ["insufficient_scope", {}, { scopes: ["orders:read", "orders:write"] }],
]; // prettier-ignore

describe("the judgement over a held grant", () => {
  it("names the first fault of the order, over every combination of faults", () => {
    for (let combination = 0; combination < 2 ** FAULTS.length; combination++) {
      const present = FAULTS.filter((_, at) => combination & (1 << at));
      const facts = Object.assign({ ...GOOD }, ...present.map(([, changed]) => changed)) as GrantFacts;
      const request = Object.assign({}, ...present.map(([, , asked]) => asked)) as CheckRequest;
      expect(judge(facts, request, NOW)).toBe(present[0]?.[0] ?? "valid");
    }
  });

  it.each([
    ["expires", { expiresAtMs: NOW }, "expired"],
    ["is rotated out", { validUntilMs: NOW }, "revoked"],
  ])("is good until the very instant at which the value %s, and not at it", (_, facts, code) => {
    expect(judge({ ...GOOD, ...facts }, {}, NOW - 1)).toBe("valid");
    expect(judge({ ...GOOD, ...facts }, {}, NOW)).toBe(code);
  });

  it("takes scopes for what the holder's role holds of them", () => {
    const asked = { scopes: ["tokens:verify"] };
    expect(judge({ ...GOOD, scopes: ["*"], role: "verifier" }, asked, NOW)).toBe("valid");
    expect(judge({ ...GOOD, scopes: ["*"], role: "member" }, asked, NOW)).toBe("insufficient_scope");
  });

  it("lets an address pass that lies in a rule, and none that is unknown", () => {
    const facts = { ...GOOD, isIpAllowed: compileIpRules(["10.0.0.0/8"]) };
    const codes = ["10.1.2.3", "::ffff:10.1.2.3", "11.0.0.1", "unknown", undefined];
    expect(codes.map((ip) => judge(facts, { ip }, NOW))).toEqual([
      "valid",
      "valid",
      "ip_refused",
      "ip_refused",
      "ip_refused",
    ]);
  });
});

/** The limit said without its arithmetic: a bucket that drips in whole drops, each a `requests`th of a millisecond. */
function createBucket({ requests, windowSeconds }: RateLimit) {
  const full = windowSeconds * 1000 * requests;
  let [drops, atMs] = [full, 0];
  return (nowMs: number): { allowed: boolean; remaining: number } => {
    while (atMs < nowMs) {
      atMs++;
      drops = Math.min(full, drops + requests);
    }
    const allowed = drops >= full / requests;
    if (allowed) drops -= full / requests;
    return { allowed, remaining: Math.floor(drops / (full / requests)) };
  };
}

const policies = fc.record({ requests: fc.integer({ min: 1, max: 13 }), windowSeconds: fc.integer({ min: 1, max: 3 }) }); // prettier-ignore
const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(40), fc.nat(1500)), { maxLength: 60 });

describe("a rate limit", () => {
  it("lets through exactly what a bucket that is filled drop by drop would, and tells what remains", () => {
    fc.assert(
      fc.property(policies, gaps, (policy, gaps) => {
        const bucket = createBucket(policy);
        let [state, nowMs]: [RateState, number] = [UNUSED, 0];
        for (const gap of gaps) {
          nowMs += gap;
          const taken = takeFromRate(state, policy, nowMs);
          const { allowed, remaining } = bucket(nowMs);
          expect([taken.allowed, taken.told.remaining]).toEqual([allowed, remaining]);
          state = taken.state;
        }
      }),
      { numRuns: 300 },
    );
  });

  it("lets a whole burst through at today's time of day, to the last request", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 86_400 }), (requests, windowSeconds) => {
        let state: RateState = UNUSED;
        const codes = Array.from({ length: requests + 1 }, () => {
          const taken = takeFromRate(state, { requests, windowSeconds }, NOW);
          state = taken.state;
          return taken.allowed;
        });
        expect(codes.indexOf(false)).toBe(requests);
      }),
      { numRuns: 50 },
    ); // prettier-ignore
  });

  it("tells a refused request when to come back, and lets it through then", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        let state: RateState = UNUSED;
        for (let time = 0; time < policy.requests; time++) state = takeFromRate(state, policy, NOW).state;
        const refused = takeFromRate(state, policy, NOW);
        expect(refused).toMatchObject({ allowed: false, state, told: { remaining: 0 } });
        const again = NOW + refused.told.resetSeconds * 1000;
        expect(takeFromRate(refused.state, policy, again).allowed).toBe(true);
      }),
    );
  });
});
