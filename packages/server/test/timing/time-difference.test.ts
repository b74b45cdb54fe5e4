import { expect, test } from "vitest";
import type { TimeTold } from "../../src/core/standing.ts";
import { createTimeDifference } from "../../src/verify/time-difference.ts";

/** Answers take 40 ms each way; the database's clock is ahead by `off`. */
function start() {
  const clock = { nowMs: 1_000_000, off: 0 };
  const changes: TimeTold[] = [];
  const time = createTimeDifference({ now: () => clock.nowMs, onChange: (told) => changes.push(told) });
  const look = () =>
    time.compare(async () => {
      clock.nowMs += 40;
      const theirs = clock.nowMs + clock.off;
      clock.nowMs += 40;
      return theirs;
    });
  return { clock, changes, time, look };
}

test("what an answer's way may have taken is no difference", async () => {
  const { clock, time, look } = start();
  for (const off of [0, 40, -40]) {
    clock.off = off;
    await look();
    expect(time.told()).toEqual({ aheadMs: 0, isFar: false });
  }
  clock.off = 141;
  await look();
  expect(time.told()).toEqual({ aheadMs: -101, isFar: false });
});

test("more than two seconds are far, in either direction, and each change of that is told once", async () => {
  const { clock, changes, time, look } = start();
  for (const off of [-2040, -2041, -9000, 0, 2040, 2041, 5000, 100]) {
    clock.off = off;
    await look();
  }
  expect(changes).toEqual([
    { aheadMs: 2001, isFar: true },
    { aheadMs: 0, isFar: false },
    { aheadMs: -2001, isFar: true },
    { aheadMs: -60, isFar: false },
  ]);
  expect(time.told()).toEqual({ aheadMs: -60, isFar: false });
});

test("a database that does not answer leaves what was found last", async () => {
  const { clock, time, look } = start();
  clock.off = -9000;
  await look();
  await expect(time.compare(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(time.told()).toEqual({ aheadMs: 8960, isFar: true });
});
