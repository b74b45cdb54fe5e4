import { expect, test } from "vitest";
import { told } from "../outcome.ts";
import { survivesPowerCuts } from "./power.ts";

const CUTS = Number(process.env["POWER_CUTS"] ?? 4);
const SEED = Number(process.env["DURABILITY_SEED"] ?? 7);

test(`of what a server acknowledged nothing is lost in ${CUTS} power cuts on ext4 and xfs, and nothing is left half done; a server that does not wait for the disk loses some`, async () => {
  const report = await survivesPowerCuts({ n: CUTS, seed: SEED });
  process.stdout.write(`${told(report)}\n`);
  expect(report.violations, JSON.stringify(report)).toEqual([]);
  expect(report.n).toBe(CUTS);
  expect(report.acknowledged).toBeGreaterThan(CUTS);
  for (const { mistake, violations } of report.controls)
    expect(violations.length, mistake).toBeGreaterThan(0);
}, 3_600_000);
