import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, expectFocus, sidewaysFindings } from "./harness/expectations.ts";
import { WINDOWS } from "./harness/looks.ts";
import { choose, generate, openPage, signIn } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  await generateToken(server.url, { name: "nightly export" });
  await generateToken(server.url, { name: "a-name-without-any-place-to-break-".repeat(6) });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test.each([
  ["", 1280, "by keyboard"],
  [", 360 px wide", 360, "by keyboard on a phone"],
])(
  "the main task by keyboard alone%s: sign in, generate, copy, done, and the focus comes back (X23, X25)",
  async (_, width, name) => {
    const { page } = await openPage(browser, server.url, { viewport: { width, height: 740 } });
    await page.goto("/");
    await expectFocus(page.getByLabel("E-mail"));
    await page.keyboard.type(OWNER.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(OWNER.password);
    await page.keyboard.press("Enter");
    const button = page.getByRole("button", { name: "Generate New Token" });
    await button.waitFor();
    await tabTo(button);
    await page.keyboard.press("Enter");

    await expectFocus(page.getByLabel("Name"));
    await page.keyboard.type(name);
    await tabTo(page.getByLabel("Lifetime (days)"));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");

    await expectFocus(page.getByRole("button", { name: "Copy Token to clipboard" }));
    await page.keyboard.press("Enter");
    await page.getByText("Copied to the clipboard.").waitFor();
    await tabTo(page.getByRole("button", { name: "Done" }));
    await page.keyboard.press("Enter");
    await page.getByText(name, { exact: true }).first().waitFor();
    await expectFocus(button);
  },
);

test("My Token does not close by a stray Escape before the value was copied", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  await generate(page, { name: "stray" });
  await page.getByRole("button", { name: "Copy Token to clipboard" }).waitFor();
  const question = page.getByText("Close without storing the value?");
  // While the list is read anew, Escape is not heard at all.
  await expect.poll(() => page.keyboard.press("Escape").then(() => question.count())).toBe(1);
  await page.getByRole("button", { name: "Keep it open" }).click();
  await page.getByRole("button", { name: "Copy Token to clipboard" }).waitFor();
});

test("what axe and the eye for width are there to find, they find", async () => {
  const { page } = await openPage(browser, server.url);
  await page.setContent('<!doctype html><p style="width: 200vw; color: #eee">pale and wide</p>');
  expect((await axeFindings(page)).join("\n")).toContain("color-contrast");
  expect(await sidewaysFindings(page)).not.toEqual([]);
});

/** What the page can look like: how to get there from the list, and what is seen then. */
const STATES: Record<string, (page: Page) => Promise<unknown>> = {
  "the list": (page) => page.getByText("nightly export").waitFor(),
  "a search without a match": async (page) => {
    await page.getByLabel("Search tokens").fill("nothing like it");
    await page.getByText("No token matches").waitFor();
  },
  "the row menu": (page) => openMenu(page, "Actions for nightly export"),
  "the column menu": (page) => openMenu(page, "Columns"),
  "the user menu": (page) => openMenu(page, "User menu of"),
  "the Generate Token dialog": async (page) => {
    await page.getByRole("button", { name: "Generate New Token" }).click();
    await page.getByRole("dialog", { name: "Generate Token" }).waitFor();
  },
  "the Generate Token dialog with a refusal": async (page) => {
    await generate(page, { name: "nightly export", days: "30" });
    await page.getByText("already has a token with this name").waitFor();
  },
  "My Token": async (page) => {
    await generate(page, { name: crypto.randomUUID() });
    await page.getByRole("dialog", { name: "My Token" }).waitFor();
  },
  "the Delete Token dialog": async (page) => {
    await choose(page, "nightly export", "Delete Token…");
    await page.getByRole("dialog", { name: "Delete Token" }).waitFor();
  },
  "a message": async (page) => {
    const name = crypto.randomUUID();
    await generateToken(server.url, { name });
    await page.reload();
    await choose(page, name, "Revoke");
    await page.getByText("User token successfully revoked").waitFor();
  },
};

async function openMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await page.getByRole("menu").waitFor();
}

describe.each(Object.entries(WINDOWS))("in a window that is %s", (_, options) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await openPage(browser, server.url, options));
  });

  test("the sign-in page passes axe and scrolls nowhere sideways", async () => {
    await page.goto("/signin");
    await page.getByLabel("E-mail").waitFor();
    const scheme = await page.evaluate("document.documentElement.dataset.mantineColorScheme");
    expect(scheme).toBe(options.colorScheme);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysFindings(page)).toEqual([]);
    await signIn(page);
  });

  test("the list that is still loading passes axe", async () => {
    await page.route(/\/v1\/tokens/, () => {});
    await page.goto("/preferences/access-tokens");
    await page.locator("[aria-busy=true]").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.unrouteAll();
  });

  test.each(Object.entries(STATES))("%s passes axe and scrolls nowhere sideways", async (_, reach) => {
    await page.goto("/preferences/access-tokens");
    await reach(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysFindings(page)).toEqual([]);
  });
});

/** Presses Tab until the element has the focus. */
async function tabTo(element: Locator): Promise<void> {
  const page = element.page();
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    if ((await element.and(page.locator(":focus")).count()) > 0) return;
  }
  throw new Error(`40 presses of Tab do not lead to ${String(element)}`);
}
