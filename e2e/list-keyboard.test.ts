import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus } from "./harness/expectations.ts";
import { openPage, rowOf, signIn } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  for (const name of ["third", "second", "first"]) await generateToken(server.url, { name });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function openList(): Promise<Page> {
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  await rowOf(page, "first").waitFor();
  return page;
}

test("j, k, arrows, Home and End lead from row to row, Tab stops at one of them, Enter opens it (X25)", async () => {
  const page = await openList();
  await page.keyboard.press("j");
  await expectFocus(rowOf(page, "first"));
  await page.keyboard.press("j");
  await expectFocus(rowOf(page, "second"));
  await page.keyboard.press("ArrowDown");
  await expectFocus(rowOf(page, "third"));
  await page.keyboard.press("ArrowDown");
  await expectFocus(rowOf(page, "third"));
  await page.keyboard.press("k");
  await expectFocus(rowOf(page, "second"));
  await page.keyboard.press("Home");
  await expectFocus(rowOf(page, "first"));
  await page.keyboard.press("End");
  await expectFocus(rowOf(page, "third"));
  await expect.poll(() => page.locator("tbody > tr[tabindex='0']").count()).toBe(1);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/tokens\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { name: "second" }).waitFor();
});

test("the space bar selects the row, and the row keeps the focus (X25)", async () => {
  const page = await openList();
  await page.keyboard.press("j");
  await page.keyboard.press("Space");
  await page.getByText("1 selected", { exact: true }).waitFor();
  await expectFocus(rowOf(page, "first"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.getByText("2 selected", { exact: true }).waitFor();
  await page.keyboard.press("Space");
  await page.getByText("1 selected", { exact: true }).waitFor();
});

test("/ leads to the search, where letters are letters, and n opens a new token (X25)", async () => {
  const page = await openList();
  await page.keyboard.press("/");
  const search = page.getByLabel("Search tokens");
  await expectFocus(search);
  await page.keyboard.type("jnk");
  await expect.poll(() => search.inputValue()).toBe("jnk");
  await page.getByText("No token matches").waitFor();
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  await search.fill("");
  await rowOf(page, "first").waitFor();
  await search.blur();
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: "Generate Token" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

test("the menu of filters is worked without a mouse, and gives the focus back (X25)", async () => {
  const page = await openList();
  const button = page.getByRole("button", { name: "Filters" });
  await button.focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("dialog", { name: "Filters" });
  await expectFocus(menu.getByLabel("Status"));
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  await expectFocus(button);
});
