import { expect, test } from "vitest";
import { timeLeft } from "../src/pages/token/countdown.tsx";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

test.each([
  [2 * DAY + 4 * HOUR + 59 * MINUTE, "2 days, 4 hrs"],
  [DAY, "1 day, 0 hrs"],
  [DAY - 1, "1 day, 0 hrs"],
  [14 * MINUTE + 9_000, "14 mins, 9 secs"],
  [59_001, "1 min, 0 secs"],
  [7_000, "7 secs"],
  [1, "1 sec"],
  [-5, "0 secs"],
])("the time left is told in its two greatest units: %i ms", (ms, text) => {
  expect(timeLeft(ms)).toBe(text);
});
