import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/core/errors.ts";
import { DAY_MS, LIMITS } from "../../src/core/limits.ts";
import { DEFAULT_POLICY, expiryOf } from "../../src/core/policy.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const atMost = (maxLifetimeDays: number) => ({ ...DEFAULT_POLICY, maxLifetimeDays });
const UNLIMITED = atMost(-1);

/** What is no whole number of days, in every policy. */
const NO_LIFETIMES = [
  0,
  -0,
  -2,
  -1.5,
  0.5,
  1.000_001,
  "7",
  "1e3",
  "",
  " ",
  "never",
  null,
  undefined,
  true,
  [7],
  { days: 7 },
  NaN,
  Infinity,
  -Infinity,
  1e12,
  Number.MAX_SAFE_INTEGER,
  LIMITS.lifetimeDays + 1,
];

function refusalOf(lifetimeDays: unknown, policy = DEFAULT_POLICY): Refusal {
  try {
    expiryOf({ days: lifetimeDays }, policy, NOON);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`${String(lifetimeDays)} was accepted`);
}

describe("a lifetime", () => {
  it.each(NO_LIFETIMES)(
    "of %j is refused under a limit, and the limit is named (B-16, B-17)",
    (lifetimeDays) => {
      const { code, errors } = refusalOf(lifetimeDays, atMost(90));
      const message = "must be a whole number of days from 1 to 90; this project allows at most 90 days";
      expect(code).toBe("invalid_request");
      expect(errors).toEqual([{ path: "lifetimeDays", message }]);
    },
  );

  it.each(NO_LIFETIMES)("of %j is refused without a limit too, and -1 is offered", (lifetimeDays) => {
    const { message } = refusalOf(lifetimeDays, UNLIMITED);
    expect(message).toBe("lifetimeDays: must be a whole number of days from 1 to 36500, or -1 for never");
  });

  it("above the project's maximum is refused rather than shortened", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1e9 }), (max, excess) => {
        expect(refusalOf(max + excess, atMost(max)).message).toContain(`at most ${max}`);
      }),
    );
  });

  it("within the project's maximum, both ends included, is kept to the millisecond (B-20)", () => {
    const limits = fc.integer({ min: 1, max: LIMITS.lifetimeDays });
    const cases = limits.chain((max) =>
      fc.tuple(fc.constant(max), fc.oneof(fc.constantFrom(1, max), fc.integer({ min: 1, max }))),
    );
    fc.assert(
      fc.property(cases, ([max, days]) => {
        expect(expiryOf({ days }, atMost(max), NOON)).toBe(NOON + days * DAY_MS);
      }),
    );
  });

  it("in seconds, for scripts written for Dataprep, keeps to the same maximum and names it in seconds (B-20)", () => {
    const inSeconds = (seconds: unknown, policy = atMost(2)) => expiryOf({ seconds }, policy, NOON);
    expect([1, 2 * 86_400].map((seconds) => inSeconds(seconds))).toEqual([NOON + 1000, NOON + 2 * DAY_MS]);
    expect(inSeconds(-1, UNLIMITED)).toBeNull();
    const message =
      "lifetimeSeconds: must be a whole number of seconds from 1 to 172800; this project allows at most 2 days";
    for (const seconds of [...NO_LIFETIMES, 2 * 86_400 + 1, -1].filter(
      (one) => one !== LIMITS.lifetimeDays + 1,
    )) {
      expect(() => inSeconds(seconds), JSON.stringify(seconds)).toThrow(message);
    }
  });

  it("of -1 is never, and only where the project is unlimited", () => {
    expect(expiryOf({ days: -1 }, UNLIMITED, NOON)).toBeNull();
    expect(refusalOf(-1, atMost(365)).message).toContain("this project allows at most 365");
    expect(refusalOf(-1, atMost(LIMITS.lifetimeDays)).code).toBe("invalid_request");
  });

  it("in a project without a limit still ends at a date of four digits", () => {
    const latest = expiryOf({ days: LIMITS.lifetimeDays }, UNLIMITED, Date.parse("2100-01-01T00:00:00Z"));
    expect(new Date(latest ?? NaN).toISOString()).toMatch(/^2199-/);
  });
});
