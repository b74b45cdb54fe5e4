import * as fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf } from "../../src/http/csv.ts";
import { readCsv } from "../read-csv.ts";

const oneColumn = (...cells: (string | number | null)[]) =>
  csvOf(
    ["name"],
    cells.map((name) => ({ name })),
  );

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "=", '=HYPERLINK("http://x","y")'])(
  "a spreadsheet takes %j for text and not for a formula (B-43)",
  (cell) => {
    expect(readCsv(oneColumn(cell))).toEqual([["name"], [`'${cell}`]]);
  },
);

test.each(["a=1", " =1", "1-1", "'quoted'", "", "0"])("%j is written as it is", (cell) => {
  expect(readCsv(oneColumn(cell))).toEqual([["name"], [cell]]);
});

test("any text comes back from its cell, and no cell reaches into another", () => {
  const cells = fc.array(fc.string({ unit: fc.constantFrom("a", ",", '"', "\r", "\n", "=", " ", "é") }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(cells, (texts) => {
      const columns = texts.map((_, n) => `c${n}`);
      const row = Object.fromEntries(texts.map((text, n) => [`c${n}`, text]));
      const [, read] = readCsv(csvOf(columns, [row]));
      expect(read?.map((cell) => cell.replace(/^'(?=[=\r])/, ""))).toEqual(texts);
    }),
  );
});
