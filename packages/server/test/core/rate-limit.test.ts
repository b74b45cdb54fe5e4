import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { RateLimit } from "../../src/core/rate-limit.ts";
import { coversRateLimit } from "../../src/core/rate-limit.ts";

const limits = fc.record({
  requests: fc.integer({ min: 1, max: 1_000_000 }),
  windowSeconds: fc.integer({ min: 1, max: 86_400 }),
});
const maybe = fc.option(limits);

/** How many requests pass within a time that begins with everything unused: the burst, and what comes back meanwhile. */
function most({ requests, windowSeconds }: RateLimit, seconds: number): number {
  return requests + (requests * seconds) / windowSeconds;
}

test("whoever has no limit covers every limit and none; whoever has one does not cover none", () => {
  fc.assert(
    fc.property(limits, maybe, (own, wanted) => {
      expect(coversRateLimit(null, wanted)).toBe(true);
      expect(coversRateLimit(own, null)).toBe(false);
      expect(coversRateLimit(own, own)).toBe(true);
    }),
  );
});

test("a covered limit lets through no more than the one that covers it, within any time", () => {
  fc.assert(
    fc.property(limits, limits, fc.integer({ min: 0, max: 86_400 }), (own, wanted, seconds) => {
      fc.pre(coversRateLimit(own, wanted));
      expect(most(wanted, seconds)).toBeLessThanOrEqual(most(own, seconds) * (1 + 1e-12));
    }),
  );
});

test("what is not covered lets through more, at once or in the long run", () => {
  fc.assert(
    fc.property(limits, limits, (own, wanted) => {
      fc.pre(!coversRateLimit(own, wanted));
      const inTheLongRun = wanted.requests / wanted.windowSeconds > own.requests / own.windowSeconds;
      expect(wanted.requests > own.requests || inTheLongRun).toBe(true);
    }),
  );
});

test("a chain of covered limits stays within its first", () => {
  fc.assert(
    fc.property(maybe, maybe, maybe, (first, second, third) => {
      fc.pre(coversRateLimit(first, second) && coversRateLimit(second, third));
      expect(coversRateLimit(first, third)).toBe(true);
    }),
  );
});
