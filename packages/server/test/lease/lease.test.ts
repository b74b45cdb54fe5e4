import { expect, test } from "vitest";
import * as answer from "../../src/verify/lease/answer.ts";
import * as holder from "../../src/verify/lease/holder.ts";
import * as revoker from "../../src/verify/lease/revoker.ts";
import * as session from "../../src/verify/lease/session.ts";
import { runAll, traceOf } from "./runs.ts";
import { NO_FAULTS } from "./simulation/plan.ts";

const code = { ...answer, ...holder, ...revoker, ...session };

/** `LEASE_SCHEDULES=100000` runs more of them, `LEASE_SEED=…` the one that was told. */
const only = process.env["LEASE_SEED"];
const from = Number(only ?? 1);
const count = only === undefined ? Number(process.env["LEASE_SCHEDULES"] ?? 10_000) : 1;

test(`in ${count} schedules of faults no check that begins after a revoke has returned is accepted, every change is answered in time, and everybody serves again`, async () => {
  const began = performance.now();
  const seen = await runAll({ code, from, count });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${count} schedules in ${seconds} s: ${JSON.stringify(seen)}\n`);
  if (count === 1) return;
  expect(seen.accepted).toBeGreaterThan(count);
  expect(seen.refused).toBeGreaterThan(count);
  expect(seen.returned).toBeGreaterThan(count);
}, 3_600_000);

test.each([
  ["no hint ever arrives", { hints: 0 }],
  ["deposed primaries go on answering reads", { depositions: 2 }],
  ["the revoker's clock runs as fast, and the holder's as slow, as the margins allow", drifting()],
])("the same where %s", async (_, plan) => {
  const seen = await runAll({ code, from: 1_000_000, count: 500, plan });
  expect(seen.accepted).toBeGreaterThan(500);
});

function drifting() {
  return { clocks: "drifting", replicas: 2, traps: 60 } as const;
}

test("while nothing fails every check is answered", async () => {
  const plan = { ...NO_FAULTS, replicas: 3, sdks: 1, hints: 100, restores: 50 };
  const seen = await runAll({ code, count: 100, plan });
  expect(seen.unavailable).toBe(0);
  expect(seen.accepted).toBeGreaterThan(100);
});

test("a seed alone decides what happens", async () => {
  const first = await traceOf({ seed: 4711, code });
  expect(first).toContain("all is well from now on");
  expect(await traceOf({ seed: 4711, code })).toEqual(first);
  expect(await traceOf({ seed: 4712, code })).not.toEqual(first);
});
