import { expect, test } from "vitest";
import { localTime, longDate, longTime, relativeTime, utcTime } from "../src/time.ts";

const NOW = Date.parse("2026-11-22T12:00:00.000Z");
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

test("an instant reads as local time in the reader's zone and as UTC beside it", () => {
  expect(localTime("2026-12-22T13:05:09.123Z", "Europe/Berlin")).toBe("2026-12-22 14:05:09");
  expect(localTime("2026-07-22T13:05:09.123Z", "Europe/Berlin")).toBe("2026-07-22 15:05:09");
  expect(utcTime("2026-12-22T13:05:09.123Z")).toBe("2026-12-22 13:05:09 UTC");
});

test("midnight is 00:00:00, never 24:00:00", () => {
  expect(localTime("2026-12-22T00:00:00.000Z", "UTC")).toBe("2026-12-22 00:00:00");
});

test("an expiry is told with its weekday", () => {
  expect(longTime("2026-12-22T13:05:09.123Z", "Europe/Berlin")).toMatch(
    /^Tuesday,? 22 December 2026 at 14:05$/,
  );
  expect(longDate("2027-11-22T13:05:09.123Z", "UTC")).toBe("22 November 2027");
});

test.each([
  [0, "just now"],
  [-59, "just now"],
  [59, "in less than a minute"],
  [-60, "1 minute ago"],
  [-3600, "1 hour ago"],
  [7 * 86_400, "in 7 days"],
  [7 * 86_400 - 2, "in 7 days"],
  [-29 * 86_400, "29 days ago"],
  [90 * 86_400, "in 3 months"],
  [800 * 86_400, "in 2 years"],
])("%i seconds from now reads «%s»", (seconds, text) => {
  expect(relativeTime(at(seconds), NOW)).toBe(text);
});
