import { expect, test } from "vitest";
import type { Operation } from "./simulation/history.ts";
import { findBroken } from "./simulation/history.ts";

const narrow = (invokedAt: number, returnedAt = Infinity): Operation => ({
  token: "A",
  kind: "narrow",
  invokedAt,
  returnedAt,
});
const widen = (invokedAt: number, returnedAt = Infinity): Operation => ({
  ...narrow(invokedAt, returnedAt),
  kind: "widen",
});

test.each<[string, Operation[], boolean]>([
  ["after a revoke had returned", [narrow(1, 5)], true],
  ["after a revoke of another token had returned", [{ ...narrow(1, 5), token: "B" }], false],
  ["while a revoke was under way", [narrow(1, 15)], false],
  ["after a revoke that never returned", [narrow(1)], false],
  ["after a revoke and a restore", [narrow(1, 5), widen(6, 8)], false],
  ["after a revoke, and while a restore was under way", [narrow(1, 5), widen(11, 30)], false],
  ["after a revoke, and before a restore", [narrow(1, 5), widen(21, 30)], true],
  ["after a restore and a revoke", [widen(1, 3), narrow(4, 6)], true],
  ["after a revoke, and a restore from before it whose outcome is unknown", [widen(1), narrow(2, 6)], false],
  [
    "after a restore from before the last revoke, which was returned",
    [narrow(1, 2), widen(3, 4), narrow(5, 6)],
    true,
  ],
  ["after a retried revoke of which one attempt returned", [narrow(1), narrow(2, 6)], true],
])("an accepted check %s: a violation is said where it is one", (_, operations, isBroken) => {
  const check = { token: "A", by: "replica", beganAt: 10, endedAt: 20 };
  expect(findBroken(check, operations) !== undefined).toBe(isBroken);
});
