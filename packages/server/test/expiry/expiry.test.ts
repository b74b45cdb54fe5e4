import { expect, test } from "vitest";
import { tryExpiry } from "./expiry.ts";

/** Other instants each day would find more; these are the same for everybody. `npm run prove` draws. */
const SEED = 12;

test("of 20 000 instants around ends, and at servers whose clocks are set and apart, none finds a token accepted at its end or after it, or refused before; the same finds verifiers that go by a timer or by the time of loading", async () => {
  const report = await tryExpiry({ instants: 20_000, steps: 40, seed: SEED });
  expect(report.violations).toEqual([]);
  expect(report.instants).toBeGreaterThanOrEqual(20_000);
  for (const { mistake, violations } of report.controls)
    expect(violations.length, mistake).toBeGreaterThan(0);
}, 300_000);
