import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { formsFound } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus, expectTexts } from "./harness/expectations.ts";
import { heldBy } from "./harness/held.ts";
import { testLooks } from "./harness/looks.ts";
import { openPage, signIn } from "./harness/page.ts";
import { addPeople, MEMBER, type Person } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let value = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  await addPeople(server.url);
  ({ value } = await generateToken(server.url, { name: "nightly export" }));
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function open(person: Person = OWNER) {
  const opened = await openPage(browser, server.url);
  await signIn(opened.page, person);
  return opened;
}

function palette(page: Page) {
  return page.getByRole("combobox", { name: "Search and commands" });
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await expectFocus(palette(page));
}

test("? lists the keys of the page, Esc closes it and the focus is where it was (X25)", async () => {
  const { page } = await open();
  const profile = page.getByRole("link", { name: "Profile" });
  await profile.focus();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expectTexts(help, "Search and commands", "Show the keyboard shortcuts", "?");
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await expectFocus(profile);
});

test("single keys do nothing while somebody types, with a dialog open, or switched off (X25)", async () => {
  const { page } = await open();
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await page.goto("/preferences/profile");
  const name = page.getByLabel("Name");
  await name.fill("");
  await name.press("?");
  await expect.poll(() => name.inputValue()).toBe("?");
  await expect.poll(() => help.count()).toBe(0);

  await page.getByRole("heading", { name: "Profile" }).click();
  await page.keyboard.press("?");
  await help.getByRole("switch", { name: "Single keys" }).click();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await openPalette(page);
  await palette(page).waitFor();
  await expect.poll(() => help.count()).toBe(0);
  await page.keyboard.press("?");
  await expect.poll(() => palette(page).inputValue()).toBe("?");
});

test("Ctrl-K goes to any page, by the keyboard alone; Esc gives the focus back (X25)", async () => {
  const { page } = await open();
  const trigger = page.getByRole("button", { name: "Search and commands" });
  await trigger.focus();
  await openPalette(page);
  await page.keyboard.press("Escape");
  await expectFocus(trigger);
  await page.keyboard.press("Enter");
  await expectFocus(palette(page));
  await page.keyboard.type("members");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Members" }).waitFor();
  await openPalette(page);
  await page.keyboard.type("generate");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Generate Token" }).waitFor();
});

test("the palette finds tokens and people by name, and leads to them (X25)", async () => {
  const { page } = await open();
  await openPalette(page);
  await page.keyboard.type("nightly");
  await page.getByRole("option", { name: /nightly export/ }).click();
  await page.getByRole("heading", { level: 1, name: "nightly export" }).waitFor();
  await openPalette(page);
  await page.keyboard.type("member@");
  await page.getByRole("option", { name: /member@example.com/ }).click();
  await page.getByRole("heading", { name: "Members" }).waitFor();
  await openPalette(page);
  await page.keyboard.type("nothing at all");
  await page.getByText("Nothing matches").waitFor();
});

test("a member finds no administrators' page, and nothing is asked for them", async () => {
  const { page, traffic } = await open(MEMBER);
  await openPalette(page);
  await page.getByRole("option", { name: "Access Tokens" }).waitFor();
  await expect.poll(() => page.getByRole("option", { name: "Members" }).count()).toBe(0);
  await page.keyboard.type("nightly");
  await page.getByText("Nothing matches").waitFor();
  await expect.poll(() => traffic.answers.filter(({ url }) => url.includes("search=nightly")).length).toBe(1);
  expect(traffic.answers.filter(({ status }) => status === 403)).toEqual([]);
});

test("a value pasted into the palette finds its token by the digest; nothing of its secret is sent, or stays", async () => {
  const { page, traffic } = await open();
  await openPalette(page);
  await palette(page).fill(value);
  await page.getByRole("option", { name: /nightly export/ }).waitFor();
  await expect.poll(() => palette(page).inputValue()).toBe(`${value.slice(0, value.lastIndexOf("_"))}_…`);
  expect(formsFound(value, await heldBy(page))).toEqual([]);
  await palette(page).fill(value.slice(-38));
  await expect.poll(() => palette(page).inputValue()).toBe("");
  await traffic.settled();
  const secret = value.split("_")[2] ?? "";
  expect(traffic.requests.filter(({ url, text }) => (url + text).includes(secret))).toEqual([]);
});

test("the palette changes the colour scheme and signs out", async () => {
  const { page } = await open();
  await openPalette(page);
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  const scheme = "document.documentElement.dataset.mantineColorScheme";
  await expect.poll(() => page.evaluate<string>(scheme)).toBe("dark");
  await openPalette(page);
  await page.keyboard.type("sign out");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: "/preferences/profile",
  states: {
    "the palette": async (page) => {
      await page.getByRole("button", { name: "Search and commands" }).click();
      await palette(page).waitFor();
    },
    "the palette with what it found": async (page) => {
      await page.getByRole("button", { name: "Search and commands" }).click();
      await palette(page).fill("nightly");
      await page.getByRole("option", { name: /nightly export/ }).waitFor();
    },
    "the keyboard shortcuts": async (page) => {
      await page.getByRole("heading", { name: "Profile" }).click();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
    "the user menu": async (page) => {
      await page.getByRole("button", { name: /User menu of/ }).click();
      await page.getByRole("menu").waitFor();
    },
    "the navigation": async (page) => {
      const burger = page.getByRole("button", { name: "Open navigation" });
      const bar = page.getByRole("navigation", { name: "Navigation" });
      await burger.or(bar).first().waitFor();
      if (await burger.isVisible()) await burger.click();
      await bar.waitFor();
    },
    "a message": async (page) => {
      await page.getByLabel("Name").fill(`Owner ${crypto.randomUUID()}`);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Profile successfully changed").waitFor();
    },
    "an address where nothing is": async (page) => {
      await page.goto("/nowhere");
      await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    },
  },
});
