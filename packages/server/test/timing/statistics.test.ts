import { expect, test } from "vitest";
import type { Pair } from "../../bench/timing/statistics.ts";
import { areaUnderCurve, momentsOf, trimmed, welchT } from "../../bench/timing/statistics.ts";
import { drawFrom } from "../storage/schedule.ts";

const pairOf = (a: number[], b: number[]): Pair => ({ a: Float64Array.from(a), b: Float64Array.from(b) });

/** About normal, by the sum of twelve: mean and deviation 1 apart from `shift`. */
function noise(n: number, { seed, shift = 0 }: { seed: number; shift?: number }): number[] {
  const draw = drawFrom(seed);
  const uniform = () => draw(1_000_000) / 1_000_000;
  return Array.from({ length: n }, () => {
    let sum = -5;
    for (let times = 0; times < 12; times++) sum += uniform();
    return sum + shift;
  });
}

test("trimming draws one bound through both, so that the slower of two keeps fewer", () => {
  const { a, b } = trimmed(pairOf([1, 2, 3, 4, 5], [6, 7, 8, 9, 100]), 0.9);
  expect([...a]).toEqual([1, 2, 3, 4, 5]);
  expect([...b]).toEqual([6, 7, 8, 9]);
  expect(trimmed(pairOf([], []), 0.9)).toEqual(pairOf([], []));
});

test("mean and variance lose nothing of small differences of large numbers", () => {
  const { mean, variance } = momentsOf(Float64Array.from([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]));
  expect(mean).toBe(1e9 + 10);
  expect(variance).toBeCloseTo(30, 9);
});

test("Welch's t is the difference of the means in units of its error, with its sign", () => {
  // By hand: means 3 and 6, variances 2.5 and 10, five of each, so the error is √(0.5 + 2).
  expect(welchT(pairOf([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]))).toBeCloseTo(-3 / Math.sqrt(2.5), 9);
  expect(welchT(pairOf([2, 4, 6, 8, 10], [1, 2, 3, 4, 5]))).toBeCloseTo(3 / Math.sqrt(2.5), 9);
  expect(welchT(pairOf([1, 2, 3], [1, 2, 3]))).toBe(0);
});

test("of two series that differ in nothing t stays within 4.5, and a tenth of their spread leaves it", () => {
  const alike = pairOf(noise(20_000, { seed: 1 }), noise(20_000, { seed: 2 }));
  const apart = pairOf(noise(20_000, { seed: 1, shift: 0.1 }), noise(20_000, { seed: 2 }));
  expect(Math.abs(welchT(trimmed(alike, 0.9)))).toBeLessThan(4.5);
  expect(Math.abs(welchT(trimmed(apart, 0.9)))).toBeGreaterThan(4.5);
});

test("the area under the curve is one half of what is alike, one of what never overlaps, whichever is slower", () => {
  expect(areaUnderCurve(pairOf([1, 2, 3], [4, 5, 6]))).toEqual({ value: 1, from: 1, to: 1 });
  expect(areaUnderCurve(pairOf([4, 5, 6], [1, 2, 3])).value).toBe(1);
  expect(areaUnderCurve(pairOf([1, 1, 1], [1, 1, 1])).value).toBe(0.5);
  // Of nine pairs 2 is above one, 4 above two and 6 above all three, as counted by hand.
  expect(areaUnderCurve(pairOf([2, 4, 6], [1, 3, 5])).value).toBeCloseTo(6 / 9, 9);
  expect(areaUnderCurve(pairOf([1, 2, 2], [2, 2, 3])).value).toBeCloseTo(7 / 9, 9);
});

test("the bounds of the area narrow with the number of tries, so that few cannot claim much", () => {
  const few = areaUnderCurve(pairOf(noise(50, { seed: 3 }), noise(50, { seed: 4 })));
  const many = areaUnderCurve(pairOf(noise(5000, { seed: 3 }), noise(5000, { seed: 4 })));
  expect(few.to).toBeGreaterThan(0.55);
  expect(many.to).toBeLessThan(0.55);
  expect(many.to - many.from).toBeLessThan(0.03);
  const leak = areaUnderCurve(pairOf(noise(500, { seed: 3, shift: 0.5 }), noise(500, { seed: 4 })));
  expect(leak.from).toBeGreaterThan(0.55);
});
