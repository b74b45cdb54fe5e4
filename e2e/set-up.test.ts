import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, expectFault, expectFocus, sidewaysFindings } from "./harness/expectations.ts";
import { WINDOWS } from "./harness/looks.ts";
import { openPage } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let link = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ env: {} }), startChromium()]);
  [link] = await server.waitFor(/http:\S+\/setup#\S+/);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("a stranger without the link learns that there is one, and can create nothing", async () => {
  const { page } = await openPage(browser, server.url);
  await page.goto("/");
  await page.getByText("Open the one-time set-up link that the server printed").waitFor();
  const answer = await page.request.post("/v1/setup", {
    data: {
      secret: "guessed",
      project: { name: "P" },
      owner: { name: "O", email: "o@example.com", password: "long enough!" },
    },
  });
  expect(answer.status()).toBe(403);
});

test("a short password is refused at its field, and the link still works", async () => {
  const { page } = await openPage(browser, server.url);
  await page.goto(link);
  await page.getByLabel("Project name").fill("Orders");
  await page.getByLabel("Your name").fill("First Owner");
  await page.getByLabel("E-mail").fill("first@example.com");
  await page.getByLabel("Password", { exact: true }).fill("too short");
  await page.getByRole("button", { name: "Create project and sign in" }).click();
  await expectFault(page.getByLabel("Password", { exact: true }), /must have at least 12 characters/i);
});

test("the link creates owner and project and leads to Access Tokens, and its secret leaves the address", async () => {
  const { page } = await openPage(browser, server.url);
  await page.goto(link);
  await expect.poll(() => page.url()).toBe(`${server.url}/setup`);
  await page.getByLabel("Project name").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByLabel("Project name").fill("Orders");
  await page.getByLabel("Your name").fill("First Owner");
  await page.getByLabel("E-mail").fill("first@example.com");
  await page.getByLabel("Password", { exact: true }).fill("a sentence is fine");
  await page.getByRole("button", { name: "Create project and sign in" }).click();
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
  await page.getByText("Orders").waitFor();
  await page.getByText("No access tokens yet").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "User menu of First Owner" }).click();
  await page.getByRole("menuitem", { name: "Preferences" }).waitFor();
  await page.getByRole("menuitem", { name: "Access Tokens" }).click();
  await page.getByRole("navigation", { name: "Preferences" }).waitFor();
});

test("the link works once, and says so afterwards", async () => {
  const { page } = await openPage(browser, server.url);
  await page.goto(link);
  await page.getByText("This installation is set up already.").waitFor();
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  const secret = link.slice(link.indexOf("#") + 1);
  const owner = { name: "Second", email: "second@example.com", password: "a sentence is fine" };
  const answer = await page.request.post("/v1/setup", { data: { secret, project: { name: "P" }, owner } });
  expect(answer.status()).toBe(409);
});

const DOORS: Record<string, (page: Page) => Promise<unknown>> = {
  "the sign-in": (page) => page.getByRole("button", { name: "Sign in" }).waitFor(),
  "the sign-in with faults": async (page) => {
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Enter your e-mail address.").waitFor();
  },
  "the sign-in with a refusal": async (page) => {
    await page.getByLabel("E-mail").fill("nobody@example.com");
    await page.getByLabel("Password", { exact: true }).fill("wrong-password-for-sure");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
  },
  "the choice of a language": async (page) => {
    await page.getByRole("button", { name: "Language: English" }).click();
    await page.getByRole("menuitemradio", { name: "Deutsch" }).waitFor();
  },
  "the choice of a colour scheme": async (page) => {
    await page.getByRole("button", { name: "Colour scheme: System" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).waitFor();
  },
};

describe.each(Object.entries(WINDOWS))("in a window that is %s", (_, options) => {
  test.each(Object.entries(DOORS))("%s passes axe and scrolls nowhere sideways (X26)", async (_, reach) => {
    const { page } = await openPage(browser, server.url, options);
    await page.goto("/");
    await reach(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysFindings(page)).toEqual([]);
  });
});

test("what is missing at the sign-in is said at its field, and the first one has the focus", async () => {
  const { page } = await openPage(browser, server.url);
  await page.goto("/");
  const email = page.getByLabel("E-mail");
  await expectFocus(email);
  await email.press("Enter");
  await expectFault(email, /Enter your e-mail address\./);
  await email.fill("somebody@example.com");
  await email.press("Enter");
  await expectFault(page.getByLabel("Password", { exact: true }), /Enter your password\./);
});
