import type { Page } from "playwright-core";

/** All that a page holds, in one text: elements, inputs, title, address, history, storage, databases, cookies, caches. */
export async function heldBy(page: Page): Promise<string> {
  return JSON.stringify([await page.evaluate(EVERYTHING), await page.context().cookies()]);
}

/** Evaluated in the page. */
const EVERYTHING = `(async () => [
  document.documentElement.outerHTML,
  [...document.querySelectorAll("input, textarea")].map(({ value }) => value),
  [document.title, location.href, window.name, history.state],
  [{ ...localStorage }, { ...sessionStorage }, document.cookie],
  await indexedDB.databases(),
  await caches.keys(),
])()`;
