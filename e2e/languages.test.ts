import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { remember } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, expectFocus, sidewaysFindings } from "./harness/expectations.ts";
import { clipboard, openPage, rowOf, signIn } from "./harness/page.ts";
import { addPeople } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";
import { englishFindings, inWords, type Words, wordsOf } from "./harness/words.ts";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  const { owner } = await addPeople(server.url);
  await owner.addServiceAccount({ body: { name: "Importer", role: "member" } });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Every page, by what its heading says in English. */
const PAGES = {
  "/preferences/access-tokens": "Access Tokens",
  "/preferences/profile": "Profile",
  "/preferences/password": "Password",
  "/preferences/two-step-verification": "Two-step verification",
  "/preferences/sessions": "Sessions",
  "/project/tokens": "Project Tokens",
  "/project/service-accounts": "Service Accounts",
  "/project/members": "Members",
  "/project/settings": "Settings",
  "/project/verifiers": "Verifiers",
  "/project/audit": "Audit Log",
  "/projects": "Projects",
  "/nowhere": "There is nothing here",
};

async function signInWith(page: Page, words: Words): Promise<void> {
  await page.goto("/");
  await page.getByLabel(inWords(words, "E-mail")).fill(OWNER.email);
  await page.getByLabel(inWords(words, "Password"), { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: inWords(words, "Sign in") }).click();
  await heading(page, words, "Access Tokens").waitFor();
}

function heading(page: Page, words: Words, name: string) {
  return page.getByRole("heading", { level: 1, name: inWords(words, name), exact: true });
}

describe.each([
  ["German", "Deutsch", "de"],
  ["Japanese", "日本語", "ja"],
])("%s (X24)", (_, name, language) => {
  const words = wordsOf(language);

  test("is chosen before signing in, does the whole main task and survives a reload", async () => {
    const { page } = await openPage(browser, server.url);
    await page.goto("/");
    await page.getByRole("button", { name: "Language: English" }).click();
    await page.getByRole("menuitemradio", { name }).click();
    await page.getByRole("heading", { name: inWords(words, "Sign in") }).waitFor();
    await expect.poll(() => page.evaluate<string>("document.documentElement.lang")).toBe(language);
    expect(await englishFindings(page, words)).toEqual([]);

    await signInWith(page, words);
    await page
      .getByRole("button", { name: inWords(words, "Generate New Token") })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: inWords(words, "Generate Token") });
    await dialog.getByLabel(inWords(words, "Name")).first().fill(`in ${language}`);
    expect(await englishFindings(page, words)).toEqual([]);
    await dialog.getByRole("button", { name: inWords(words, "Generate"), exact: true }).click();
    await page.getByRole("button", { name: inWords(words, "Copy Token to clipboard") }).click();
    await expect.poll(() => clipboard(page)).toMatch(/^thp_/);
    remember(await clipboard(page));
    expect(await englishFindings(page, words)).toEqual([]);
    await page.getByRole("button", { name: inWords(words, "Done"), exact: true }).click();
    await rowOf(page, `in ${language}`).waitFor();

    await page.reload();
    await heading(page, words, "Access Tokens").waitFor();
  });

  test("is spoken on the first visit where the browser prefers it", async () => {
    const { page } = await openPage(browser, server.url, { locale: language });
    await page.goto("/");
    await page.getByRole("heading", { name: inWords(words, "Sign in") }).waitFor();
  });

  test("leaves no English word on any page, in the menu, the palette and the help", async () => {
    const { page } = await openPage(browser, server.url, { locale: language });
    await signInWith(page, words);
    const found: Record<string, string[]> = {};
    for (const [path, title] of Object.entries(PAGES)) {
      await page.goto(path);
      await heading(page, words, title).waitFor();
      await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
      found[path] = await englishFindings(page, words);
    }
    await page.goto("/preferences/access-tokens");
    await heading(page, words, "Access Tokens").waitFor();
    for (const key of ["Control+k", "?"]) {
      await page.keyboard.press(key);
      await page.getByRole("dialog").waitFor();
      found[key] = await englishFindings(page, words);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await page.locator("header [aria-haspopup=menu]").click();
    await page.getByRole("menu").waitFor();
    found["menu"] = await englishFindings(page, words);
    expect(Object.entries(found).filter(([, texts]) => texts.length > 0)).toEqual([]);
  });

  test("says refusals and faults of fields in its own words", async () => {
    const { page } = await openPage(browser, server.url, { locale: language });
    await page.goto("/");
    await page.getByLabel(inWords(words, "E-mail")).fill(OWNER.email);
    await page.getByLabel(inWords(words, "Password"), { exact: true }).fill("wrong-password-for-sure");
    await page.getByRole("button", { name: inWords(words, "Sign in") }).click();
    const refusal = words["faults.codes.invalid_credentials"];
    await expect.poll(() => page.getByRole("alert").innerText()).toBe(refusal);

    await signInWith(page, words);
    await page.goto("/preferences/password");
    await page.getByLabel(inWords(words, "Current password")).fill(OWNER.password);
    const fresh = page.getByLabel(inWords(words, "New password"));
    await fresh.fill("too short");
    await page.getByRole("button", { name: inWords(words, "Change password") }).click();
    const short = (words["faults.fields.short"] ?? "").replace("{{least}}", "12");
    await page.getByText(short, { exact: true }).waitFor();
    await expectFocus(fresh);
  });
});

test("a language chosen in the user menu leaves the focus at the menu", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  await page.getByRole("button", { name: /User menu of/ }).click();
  await page.getByRole("menuitemradio", { name: "Deutsch" }).click();
  await heading(page, wordsOf("de"), "Access Tokens").waitFor();
  await expectFocus(page.locator("header [aria-haspopup=menu]"));
});

describe.each([1280, 360])("from right to left in a window of %i px", (width) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await openPage(browser, server.url, { viewport: { width, height: 740 } }));
    await signIn(page);
  });

  test.each(Object.entries(PAGES))(
    "%s passes axe and scrolls nowhere sideways (X24)",
    async (path, title) => {
      await page.goto(path);
      await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
      await page.evaluate("document.documentElement.dir = 'rtl'");
      expect(await axeFindings(page)).toEqual([]);
      expect(await sidewaysFindings(page)).toEqual([]);
    },
  );
});

test("from right to left the side bar stands on the right, and the user menu on the left (X24)", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  const trigger = page.getByRole("button", { name: /User menu of/ });
  const startOf = async (locator: Locator) => (await locator.boundingBox())?.x;
  await expect.poll(() => startOf(trigger)).toBeGreaterThan(640);
  await page.evaluate("document.documentElement.dir = 'rtl'");
  await expect.poll(() => startOf(page.getByRole("navigation", { name: "Navigation" }))).toBeGreaterThan(640);
  await expect.poll(() => startOf(trigger)).toBeLessThan(640);
});
