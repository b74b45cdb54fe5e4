import { expect, test } from "vitest";
import { inFigures, withUnit } from "../bench/findings.ts";
import { holds, interleave, median, quantile, ratios } from "../bench/measure.ts";

test("the median is the middle value, whatever the order, and the mean of the middle two", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 100, 2])).toBe(3);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test("a quantile is the least value that so many do not exceed", () => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(quantile(values, 0.99)).toBe(99);
  expect(quantile(values, 1)).toBe(100);
  expect(quantile(values, 0)).toBe(1);
  expect(quantile([], 0.5)).toBeNaN();
});

test("ratios compare what was measured in the same round", () => {
  // A machine that slows down to a tenth changes every value, but no ratio.
  expect(ratios([50, 5, 40], [100, 10, 80])).toEqual([0.5, 0.5, 0.5]);
  expect(() => ratios([1, 2], [1])).toThrow("both took part in");
});

test("a promise holds by its median, at the goal itself too, and never without a measurement", () => {
  expect(holds({ atMost: 2 }, [1, 2, 90])).toBe(true);
  expect(holds({ atMost: 2 }, [1, 2.1, 90])).toBe(false);
  expect(holds({ atLeast: 100 }, [5, 100, 100])).toBe(true);
  expect(holds({ atLeast: 100 }, [99, 99, 1000])).toBe(false);
  expect(holds({ atMost: 2 }, [])).toBe(false);
  expect(holds({ atLeast: 0 }, [Number.NaN])).toBe(false);
});

test("every subject is measured once a round, in turn, and the first rounds only warm up", async () => {
  const turns: string[] = [];
  const subject = (name: string) => async () => turns.push(name);
  const samples = await interleave(new Map([["a", subject("a")] as const, ["b", subject("b")] as const]), {
    rounds: 2,
    warmUp: 1,
  });
  expect(turns).toEqual(["a", "b", "a", "b", "a", "b"]);
  expect([...samples]).toEqual([
    ["a", [3, 5]],
    ["b", [4, 6]],
  ]);
});

test("figures have three digits that mean something", () => {
  expect([0.71234, 6.4, 93.86, 940.4, 20_000, 1_234_567].map(inFigures)).toEqual([
    "0.712",
    "6.40",
    "93.9",
    "940",
    "20 000",
    "1 234 567",
  ]);
  expect(withUnit(0.5, "µs")).toBe("0.500 µs");
  expect(withUnit(45, "%")).toBe("45.0%");
  expect(withUnit(Number.NaN, "ms")).toBe("–");
});
