import { describe, expect, onTestFinished, test } from "vitest";
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

test("of 10 000 revocations under load, three processes accept no check that began after the receipt", async () => {
  const world = await worldOf(REVOKES);
  const outcome = await revokeUnderLoad(world, { processes: 3, lanes: 4, stalls: 3 });
  expect(outcome).toMatchObject({ revokes: REVOKES, violations: 0 });
  expect(outcome.checks).toBeGreaterThan(REVOKES);
}, 600_000);

describe("the same harness finds a verifier", () => {
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
