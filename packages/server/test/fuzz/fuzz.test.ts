import { expect, test } from "vitest";
import { operations } from "./description.ts";
import { fuzz } from "./fuzz.ts";
import { reachedIn, reportOf } from "./report.ts";

/** Other requests each day would find more; these are the same for everybody. `npm run fuzz` draws. */
const SEED = 8;

test("5 000 hostile requests are each answered as the description says, with no secret and no harm to the server; the same run finds each mistake", async () => {
  const report = await fuzz({ requests: 5000, seed: SEED });
  expect(report.outcome.findings, reportOf(report)).toEqual([]);
  expect(report.outcome.sent).toBe(5000);
  // Most get past the first check: a run whose requests are all refused at the door shows little.
  expect(reachedIn(report.outcome).size).toBeGreaterThan(operations.length * 0.75);
  for (const { mistake, found } of report.controls) expect(found, mistake).toBeDefined();
}, 300_000);
