import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startGuardian } from "./guard.ts";
import { processesWithin } from "./processes.ts";

test("nothing that works for a cluster outlives the process that started it, not even what stands still", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-"));
  const guardian = startGuardian(folder);
  const sleeper = spawn("sleep", ["600"], { cwd: folder, detached: true });
  sleeper.kill("SIGSTOP");
  expect(processesWithin(folder)).toHaveLength(1);
  guardian.stdin.end();
  await expect.poll(() => existsSync(folder)).toBe(false);
  expect(processesWithin(folder)).toEqual([]);
});
