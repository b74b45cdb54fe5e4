import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import { DEFAULT_POLICY, expiryOf } from "../../src/core/policy.ts";
import { isExpired, statusOf } from "../../src/core/token.ts";

/** Instants around which calendars stumble: leap days, clock changes of Europe and New York, a leap second, the ends of 32 bits. */
const AWKWARD = [
  "2028-02-29T00:00:00Z",
  "2027-02-28T23:59:59.999Z",
  "2026-03-29T01:00:00Z",
  "2026-10-25T01:00:00Z",
  "2026-11-01T06:00:00Z",
  "2016-12-31T23:59:59.999Z",
  "2038-01-19T03:14:07Z",
  "2100-02-28T23:59:59Z",
].map((text) => Date.parse(text));

const instants = fc.oneof(fc.constantFrom(...AWKWARD), fc.integer({ min: 1, max: 4_102_444_800_000 }));
const distances = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 * DAY_MS }));
const revocations = fc.option(instants, { nil: null });

describe("the status of a token", () => {
  it("is expired at the instant of its expiry and at every later one, revoked or not (B-20)", () => {
    fc.assert(
      fc.property(instants, distances, revocations, (expiresAtMs, lateMs, revokedAtMs) => {
        const token = { expiresAtMs, revokedAtMs };
        expect([0, lateMs].map((late) => statusOf(token, expiresAtMs + late))).toEqual([
          "expired",
          "expired",
        ]);
      }),
    );
  });

  it("is what it was to the last millisecond before its expiry (B-20)", () => {
    fc.assert(
      fc.property(instants, distances, revocations, (expiresAtMs, earlyMs, revokedAtMs) => {
        const before = revokedAtMs === null ? "active" : "revoked";
        const token = { expiresAtMs, revokedAtMs };
        expect([1, earlyMs].map((early) => statusOf(token, expiresAtMs - early))).toEqual([before, before]);
      }),
    );
  });

  it("never becomes expired without an expiry", () => {
    fc.assert(
      fc.property(instants, (nowMs) => {
        expect(isExpired({ expiresAtMs: null }, nowMs)).toBe(false);
        expect(statusOf({ expiresAtMs: null, revokedAtMs: null }, nowMs)).toBe("active");
        expect(statusOf({ expiresAtMs: null, revokedAtMs: nowMs }, nowMs)).toBe("revoked");
      }),
    );
  });

  it("comes back from a restore with the expiry it had (C-25)", () => {
    fc.assert(
      fc.property(instants, instants, revocations, (expiresAtMs, nowMs, revokedAtMs) => {
        const restored = statusOf({ expiresAtMs, revokedAtMs: null }, nowMs);
        const before = statusOf({ expiresAtMs, revokedAtMs }, nowMs);
        expect(restored === "expired").toBe(before === "expired");
      }),
    );
  });
});

describe("a lifetime of n days", () => {
  it("ends n times 24 hours after its start, whatever clocks and calendars do in between (B-19)", () => {
    const lifetimes = fc.integer({ min: 1, max: 365 });
    fc.assert(
      fc.property(fc.constantFrom(...AWKWARD), lifetimes, (createdAtMs, days) => {
        const expiresAtMs = expiryOf({ days }, DEFAULT_POLICY, createdAtMs);
        const lastMs = createdAtMs + days * 24 * 60 * 60 * 1000 - 1;
        expect(isExpired({ expiresAtMs }, lastMs)).toBe(false);
        expect(isExpired({ expiresAtMs }, lastMs + 1)).toBe(true);
      }),
    );
  });
});
