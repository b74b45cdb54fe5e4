import { expect, test } from "vitest";
import { survivesKills } from "./kills.ts";
import { told } from "./outcome.ts";

const KILLS = Number(process.env["DURABILITY_KILLS"] ?? 40);
const SEED = Number(process.env["DURABILITY_SEED"] ?? 7);

test(`a server that is killed ${KILLS} times while it is written to loses nothing that it acknowledged and leaves nothing half done; the same finds changes that are no transactions, and answers before the commit`, async () => {
  const report = await survivesKills({ n: KILLS, seed: SEED });
  process.stdout.write(`${told(report)}\n`);
  expect(report.violations, JSON.stringify(report)).toEqual([]);
  expect(report.n).toBe(KILLS);
  expect(report.acknowledged).toBeGreaterThan(KILLS);
  for (const { mistake, violations } of report.controls)
    expect(violations.length, mistake).toBeGreaterThan(0);
}, 3_600_000);
