import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { dayOf, expiryOf, isSoon, lifetimeUntil, parseLifetime, presetsWithin } from "../src/lifetime.ts";

const NOW = Date.parse("2026-11-22T12:00:00.000Z");
const DAY_MS = 86_400_000;

test("what is typed counts as a number only in plain digits", () => {
  expect(["30", " 7 ", "-1", "0", "0.5"].map(parseLifetime)).toEqual([30, 7, -1, 0, 0.5]);
  expect(["", " ", "1e3", "0x1f", "7 days", "--1", "Infinity"].map(parseLifetime)).toEqual(
    Array.from({ length: 7 }, () => Number.NaN),
  );
});

test("presets stay within the project's maximum, and Never needs a project without one", () => {
  expect(presetsWithin(-1, 30)).toEqual([7, 30, 60, 90, 365, -1]);
  expect(presetsWithin(90, 30)).toEqual([7, 30, 60, 90]);
  expect(presetsWithin(5, 30)).toEqual([]);
});

test("the project's default is one of the presets", () => {
  expect(presetsWithin(-1, 45)).toEqual([7, 30, 45, 60, 90, 365, -1]);
  expect(presetsWithin(5, 3)).toEqual([3]);
});

test("a day picked in the calendar is the day that the token expires on, whatever the clocks do", () => {
  assert(
    property(integer({ min: 1, max: 800 }), integer({ min: 0, max: 86_399 }), (days, second) => {
      const nowMs = NOW + second * 1000;
      const day = dayOf(nowMs + days * DAY_MS);
      expect(dayOf(nowMs + lifetimeUntil(day, nowMs) * DAY_MS)).toBe(day);
    }),
  );
});

test("an expiry is shown exactly for the lifetimes that the project allows", () => {
  assert(
    property(integer({ min: -400, max: 800 }), integer({ min: 1, max: 400 }), (days, max) => {
      const allowed = days >= 1 && days <= max;
      expect(expiryOf(days, max, NOW)).toBe(allowed ? NOW + days * DAY_MS : undefined);
    }),
  );
});

test("only a project without a maximum lets a token live for ever", () => {
  expect(expiryOf(-1, -1, NOW)).toBeNull();
  expect(expiryOf(-1, 365, NOW)).toBeUndefined();
});

test("no expiry is shown for what is no whole number of days or beyond every calendar", () => {
  for (const days of [Number.NaN, 0.5, 0, -2, 1e12]) expect(expiryOf(days, -1, NOW)).toBeUndefined();
});

test("a token expires soon from fourteen days before its end", () => {
  const inMs = (ms: number) => new Date(NOW + ms).toISOString();
  expect(isSoon(inMs(14 * DAY_MS), NOW)).toBe(true);
  expect(isSoon(inMs(14 * DAY_MS + 1), NOW)).toBe(false);
  expect(isSoon(null, NOW)).toBe(false);
});
