import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

/** What Playwright answers at once, whether or not the page has come that far. */
const READS = "allInnerTexts|allTextContents|innerText|textContent|inputValue|is[A-Z]\\w+|getAttribute|count";
const READ_ONCE = new RegExp(`expect\\(\\s*await [^;]*?\\.(?:${READS})\\([^()]*\\),?\\s*\\)\\.(?!not\\.)`);

test("no test judges the page by a single look: what it shows may come a moment later", () => {
  const own = basename(import.meta.filename);
  const files = globSync("*.test.ts", { cwd: import.meta.dirname }).filter((file) => file !== own);
  expect(files.length).toBeGreaterThan(15);
  expect(
    files.filter((file) => READ_ONCE.test(readFileSync(join(import.meta.dirname, file), "utf8"))),
  ).toEqual([]);
});

test("a single look is found", () => {
  expect(READ_ONCE.test('expect(await page.getByRole("row").count()).toBe(2)')).toBe(true);
  expect(READ_ONCE.test('await expect.poll(() => page.getByRole("row").count()).toBe(2)')).toBe(false);
});
