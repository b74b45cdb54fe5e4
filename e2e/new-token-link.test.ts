import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus, expectTexts } from "./harness/expectations.ts";
import { heldBy } from "./harness/held.ts";
import { openPage, signIn } from "./harness/page.ts";
import { clientOf } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  await generateToken(server.url, { name: "an old one" });
  const owner = await clientOf(server.url, OWNER);
  const scopeCatalogue = [{ scope: "orders:read", description: "See orders and their state" }];
  await owner.changeSettings({ body: { scopeCatalogue } });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

describe("a link to a new token", () => {
  const LIST = "/preferences/access-tokens";
  const GOOD =
    "/tokens/new?name=CI+deploy&description=From+the+guide&expires=60d&scopes=orders:read,tokens:write";
  const VALUE = "thp_4fQ0kZ8mW2xC_4fQ0kZ8mW2xC7aB1dE3gH5jK9lM6nP0qR8sT2u";

  async function expectFilled(page: Page): Promise<void> {
    const dialog = page.getByRole("dialog", { name: "Generate Token" });
    await expect.poll(() => dialog.getByLabel("Name").inputValue()).toBe("CI deploy");
    await expect.poll(() => dialog.getByLabel("Lifetime (days)").inputValue()).toBe("60");
    await expect.poll(() => dialog.getByLabel("Description").inputValue()).toBe("From the guide");
    await expect.poll(() => dialog.getByRole("checkbox", { checked: true }).count()).toBe(2);
    await expect.poll(() => dialog.getByText("Not everything in the link").count()).toBe(0);
    await expect.poll(() => new URL(page.url()).pathname + new URL(page.url()).search).toBe(LIST);
  }

  test("opens the dialog filled in, and leaves the list's address behind (X6)", async () => {
    const { page } = await openPage(browser, server.url);
    await signIn(page);
    await page.goto(GOOD);
    await expectFilled(page);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expectFocus(page.getByRole("button", { name: "Generate New Token" }));
    await page.reload();
    await page.getByRole("row").filter({ hasText: "an old one" }).waitFor();
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "Generate New Token" }).click();
    await expect.poll(() => page.getByLabel("Name").inputValue()).toBe("");
  });

  test("works for somebody who has to sign in first (X6)", async () => {
    const { page } = await openPage(browser, server.url);
    await page.goto(GOOD);
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expectFilled(page);
  });

  test("has its unknown and bad parts left out and named, and never takes a value over (X6)", async () => {
    const { page } = await openPage(browser, server.url);
    await signIn(page);
    await page.goto(`/tokens/new?name=x&lifetimeDays=400&scopes=Orders&callback=a&description=${VALUE}`);
    const dialog = page.getByRole("dialog", { name: "Generate Token" });
    await expectTexts(
      dialog,
      "Not everything in the link was taken over",
      "lifetimeDays: not a lifetime that this project allows",
      "scopes: not understood",
      "callback: not known here",
      "description: looks like a token’s value",
    );
    await expect.poll(() => dialog.getByLabel("Lifetime (days)").inputValue()).toBe("30");
    await expect.poll(() => dialog.getByLabel("Description").inputValue()).toBe("");
    expect(await heldBy(page)).not.toContain(VALUE.slice(-38));
  });
});
