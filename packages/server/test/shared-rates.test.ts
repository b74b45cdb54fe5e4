import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "../src/storage/open.ts";
import { openDatabase } from "../src/storage/open.ts";
import { createSharedRates } from "../src/verify/shared-rates.ts";
import type { Burst, Place } from "./rate-world.ts";
import { excessOf, runRates } from "./rate-world.ts";

let db: Db;

beforeAll(async () => {
  db = await openDatabase("sqlite::memory:");
});
afterAll(() => db.destroy());

const NEAR: Place = { clockMs: 5_000, pace: 1, outMs: 0.5, backMs: 0.5, losesEvery: 0 };
const THREE: readonly Place[] = [NEAR, { ...NEAR, clockMs: 900_000 }, { ...NEAR, clockMs: 0 }];

const limits = fc.record({
  requests: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 20, max: 300 })),
  windowSeconds: fc.integer({ min: 1, max: 30 }),
});
const places = fc.array(
  fc.record({
    clockMs: fc.nat(1e9),
    pace: fc.double({ min: 0.985, max: 1.015, noNaN: true }),
    outMs: fc.constantFrom(0, 0.4, 3, 40, 400),
    backMs: fc.constantFrom(0, 0.4, 3, 40, 400),
    losesEvery: fc.constantFrom(0, 0, 1, 2, 7),
  }),
  { minLength: 1, maxLength: 4 },
);
/** Stretches of steady load, each at one server. */
const loads = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.nat(20), fc.nat(40_000)),
    server: fc.nat(3),
    times: fc.integer({ min: 1, max: 40 }),
    everyMs: fc.constantFrom(0, 0.3, 1, 4, 30, 150),
    checks: fc.oneof(fc.constant(1), fc.nat(50)),
  }),
  { minLength: 1, maxLength: 6 },
);

/**
 * What is tightest: a server that holds permits spends them about when they lapse, and in that instant others take what
 * there is, and go on.
 */
const lapses = fc.record({
  limit: fc.record({
    requests: fc.integer({ min: 20, max: 60 }),
    windowSeconds: fc.integer({ min: 4, max: 10 }),
  }),
  pace: fc.constantFrom(0.985, 1.015),
  networkMs: fc.constantFrom(0, 0, 40),
  before: fc.integer({ min: 2, max: 50 }),
  everyMs: fc.constantFrom(5, 20, 60),
  lateShares: fc.integer({ min: -2, max: 3 }),
  late: fc.double({ min: 0, max: 1, noNaN: true }),
});

function burstsOf(lapse: typeof lapses extends fc.Arbitrary<infer L> ? L : never): Burst[] {
  const { limit, before, everyMs, lateShares, late } = lapse;
  const shareMs = (limit.windowSeconds * 1000) / limit.requests;
  const holding = Array.from({ length: before }, () => ({ afterMs: everyMs, server: 0, checks: 1 }));
  const waitMs = Math.max(0, (before + lateShares + late) * shareMs - before * everyMs);
  const greedy = Array.from({ length: 30 }, () => ({ afterMs: shareMs / 10, server: 1, checks: 2 }));
  return [
    ...holding,
    { afterMs: waitMs, server: 0, checks: 5 },
    { afterMs: 0, server: 1, checks: limit.requests },
    ...greedy,
  ];
}

/** Bursts of a load that begins at the same instant at each of some servers, and goes on steadily. */
function steady(servers: number, everyMs: number, forMs: number): Burst[] {
  const count = Math.floor(forMs / everyMs);
  return Array.from({ length: count }, (_, n) => ({ afterMs: everyMs, server: n % servers, checks: 1 }));
}

describe("a rate limit that servers share", () => {
  it("lets through in no stretch of time more than one server alone would, whatever the load, the clocks and the network (C-3)", async () => {
    await fc.assert(
      fc.asyncProperty(limits, places, loads, async (limit, servers, stretches) => {
        const bursts = stretches.flatMap(({ afterMs, server, times, everyMs, checks }) =>
          Array.from({ length: times }, (_, n) => ({
            afterMs: n === 0 ? afterMs : everyMs,
            server: server % servers.length,
            checks,
          })),
        );
        const history = await runRates(db, { limit, places: servers, bursts });
        expect(excessOf(history, limit)).toBeUndefined();
        const asked = bursts.reduce((sum, burst) => sum + burst.checks, 0);
        expect(history.allowedAt.length + history.refused + history.failed).toBe(asked);
      }),
      { numRuns: 150 },
    );
  });

  it("lets no permit be used once its time is over, while others take what there is", async () => {
    await fc.assert(
      fc.asyncProperty(lapses, async (lapse) => {
        const { limit, pace, networkMs } = lapse;
        const holder = { ...NEAR, pace, outMs: networkMs, backMs: networkMs };
        const greedy = { ...NEAR, outMs: 0, backMs: 0 };
        const history = await runRates(db, { limit, places: [holder, greedy], bursts: burstsOf(lapse) });
        expect(excessOf(history, limit)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it("lets permits lapse in time also where the clock is slow by as much as clocks may be", async () => {
    const limit = { requests: 20, windowSeconds: 10 };
    const share = 500;
    let nowMs = 0;
    const rates = createSharedRates({
      monotonic: () => nowMs,
      takePermits: () => Promise.resolve({ permits: 3, unusedIn: 20 * share * 1000 }),
    });
    expect(await rates.ask("token", limit)).toMatchObject({ allowed: true });
    nowMs = 18 * share * 0.98;
    expect(rates.take("token", limit, 0)).toMatchObject({ allowed: true });
    nowMs = 19 * share * 0.985;
    expect(rates.take("token", limit, 0)).toBeUndefined();
  });

  it.each([1, 7, 100, 1_000])(
    "is passed to the last of its %i permits, at whichever server",
    async (requests) => {
      const limit = { requests, windowSeconds: 86_400 };
      const bursts = steady(3, 0.7, 0.7 * (requests * 1.5 + 30));
      const history = await runRates(db, { limit, places: THREE, bursts });
      expect(history.allowedAt.length).toBe(requests);
      const together = [0, 1, 2].map((server) => ({ afterMs: 0, server, checks: requests }));
      expect((await runRates(db, { limit, places: THREE, bursts: together })).allowedAt.length).toBe(
        requests,
      );
    },
  );

  it.each([
    [1, 100, 60],
    [3, 100, 80],
    [3, 1_000, 900],
    [4, 5, 5],
  ])(
    "refuses nothing at %i servers of which %i a second may ask and %i do",
    async (servers, requests, load) => {
      const bursts = steady(servers, 1000 / load, 5_000);
      const history = await runRates(db, {
        limit: { requests, windowSeconds: 1 },
        places: [...THREE, NEAR].slice(0, servers),
        bursts,
      });
      expect(history).toMatchObject({ refused: 0, failed: 0 });
    },
  );

  it.each([
    ["within", { requests: 100_000, windowSeconds: 60 }],
    ["far beyond", { requests: 600, windowSeconds: 60 }],
  ])("costs few statements for a thousand checks a second %s it", async (_, limit) => {
    const history = await runRates(db, { limit, places: THREE, bursts: steady(3, 1, 5_000) });
    expect(history.statements).toBeLessThan(3 * 5 * 40);
  });

  it("asks for all checks that wait by one statement", async () => {
    const limit = { requests: 500, windowSeconds: 60 };
    const bursts = [{ afterMs: 0, server: 0, checks: 400 }];
    const history = await runRates(db, { limit, places: [NEAR], bursts });
    expect([history.statements, history.allowedAt.length]).toEqual([2, 400]);
  });

  it("fails where permits cannot be asked for, and still spends those that it has", async () => {
    const limit = { requests: 1_000, windowSeconds: 60 };
    const bursts = [...steady(1, 1, 10), { afterMs: 60_000, server: 0, checks: 1 }];
    const deaf = { ...NEAR, losesEvery: 3 };
    const history = await runRates(db, { limit, places: [deaf], bursts });
    expect(history).toMatchObject({ refused: 0, failed: 1, statements: 3 });
  });
});
