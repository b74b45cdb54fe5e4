import { describe, expect, onTestFinished, test } from "vitest";
import type { Outcome } from "./harness.ts";
import { revokeUnderLoad } from "./harness.ts";
import type { RevocationWorld } from "./world.ts";
import { buildRevocationWorld } from "./world.ts";

/** Enough that none violated means fewer than one in three thousand, at 95 %. */
const REVOKES = 10_000;

async function worldOf(tokens: number): Promise<RevocationWorld> {
  const world = await buildRevocationWorld(tokens);
  onTestFinished(() => world.team.stop());
  return world;
}

test("of 10 000 revocations under load, three processes accept no check that began after the receipt (C-21)", async () => {
  const world = await worldOf(REVOKES);
  const outcome = await revokeUnderLoad(world, { processes: 3, lanes: 4, stalls: 3 });
  expect(outcome).toMatchObject({ revokes: REVOKES, violations: 0 });
  expect(outcome.checks).toBeGreaterThan(REVOKES);
  process.stdout.write(`${told(outcome)}\n`);
}, 600_000);

/** What the run showed beyond what it must. A receipt that had to wait for a lease is told apart. */
function told({ receiptMs, checks, fenced }: Outcome): string {
  const sorted = receiptMs.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  return `Receipts: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(0.99999)} ms; ${fenced} verifiers fenced; ${checks} checks`;
}

/** Whether a fault meets a revocation is left to chance, so it may have more than one try. */
describe("the same harness finds a verifier", { retry: 3 }, () => {
  test("whose lease ends by a timer", async () => {
    const run = { processes: 1, lanes: 1, maxTokens: 1000, stalls: 4, fault: "timer" as const };
    const outcome = await revokeUnderLoad(await worldOf(300), run);
    expect(outcome.violations).toBeGreaterThan(0);
  });

  test("that fills its memory whatever the revision", async () => {
    const run = { processes: 3, lanes: 2, maxTokens: 50, fault: "fill" as const };
    const outcome = await revokeUnderLoad(await worldOf(700), run);
    expect(outcome.violations).toBeGreaterThan(0);
  });
});
