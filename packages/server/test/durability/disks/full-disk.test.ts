import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openGround } from "../../chaos/ground.ts";
import { startServer } from "../../chaos/servers.ts";
import { told } from "../outcome.ts";
import { survivesFullDisks } from "./full-disk.ts";
import { makeVolume } from "./volume.ts";

const SEED = Number(process.env["DURABILITY_SEED"] ?? 7);

test("a server without room on its disk refuses changes with 503 and goes on with checks, loses nothing that it acknowledged, and recovers by itself; the same finds one that acknowledges what failed", async () => {
  const report = await survivesFullDisks({ n: 3, seed: SEED });
  process.stdout.write(`${told(report)}\n`);
  expect(report.violations, JSON.stringify(report)).toEqual([]);
  expect(report.statuses[503]).toBeGreaterThan(0);
  for (const { mistake, violations } of report.controls)
    expect(violations.length, mistake).toBeGreaterThan(0);
});

test("a server that finds no room when it starts says so in one line and ends with 1, and starts when there is room", async () => {
  const { folder, clear } = openGround();
  onTestFinished(clear);
  const volume = makeVolume(folder, "ext4");
  volume.fill();
  const env = { TOKENHOUSE_DATABASE_URL: `sqlite:${volume.folder}/tokenhouse.db` };
  const order = { folder: join(folder, "server"), env };
  await expect(startServer(order)).rejects.toThrow(/ended with 1: The disk cannot be used \(SQLITE_.*\n$/);
  volume.empty();
  await startServer(order);
});
