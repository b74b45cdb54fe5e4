import { expect, test } from "vitest";
import { told } from "../outcome.ts";
import { survivesFullDisks } from "./full-disk.ts";

const SEED = Number(process.env["DURABILITY_SEED"] ?? 7);

test("a server without room on its disk refuses changes with 503 and goes on with checks, loses nothing that it acknowledged, and recovers by itself; the same finds one that acknowledges what failed", async () => {
  const report = await survivesFullDisks({ n: 3, seed: SEED });
  process.stdout.write(`${told(report)}\n`);
  expect(report.violations, JSON.stringify(report)).toEqual([]);
  expect(report.statuses[503]).toBeGreaterThan(0);
  for (const { mistake, violations } of report.controls)
    expect(violations.length, mistake).toBeGreaterThan(0);
});
