import { expect, test } from "vitest";
import { told } from "../outcome.ts";
import { survivesErrors } from "./io-errors.ts";

const SEED = Number(process.env["DURABILITY_SEED"] ?? 7);

test("a server whose reading, writing and syncing fails now and then refuses with 503 what it cannot do, loses nothing that it acknowledged, and recovers by itself; the same finds one that acknowledges what failed", async () => {
  const report = await survivesErrors({ n: 6, seed: SEED });
  process.stdout.write(`${told(report)}\n`);
  expect(report.violations, JSON.stringify(report)).toEqual([]);
  expect(report.statuses[503]).toBeGreaterThan(0);
  for (const { mistake, violations } of report.controls)
    expect(violations.length, mistake).toBeGreaterThan(0);
});
