import { expect, test } from "vitest";
import { tryRetries } from "./retries.ts";

/** Other moments each day would find more; these are the same for everybody. `npm run prove` draws. */
const SEED = 17;

test("of a request that makes a value, sent 50 times at once with one Idempotency-Key while servers are killed, comes one token, and its value is answered once at most; the same finds keys that are not remembered, or too late", async () => {
  const report = await tryRetries({ kills: 2, seed: SEED });
  expect(report.violations).toEqual([]);
  expect(report.n).toBe(2 * 2 * 3);
  for (const { mistake, violations } of report.controls)
    expect(violations.length, mistake).toBeGreaterThan(0);
}, 300_000);
