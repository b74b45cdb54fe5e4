import { createHash } from "node:crypto";
import type { Client } from "@tokenhouse/sdk/client";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { formsFound } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus, expectTexts } from "./harness/expectations.ts";
import { testLooks } from "./harness/looks.ts";
import { choose, clipboard, confirmDelete, openPage, rowOf, signIn, type Traffic } from "./harness/page.ts";
import { addPeople, ADMIN, clientOf, MEMBER } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

const LIST = "/preferences/access-tokens";

let server: RunningServer;
let browser: Browser;
let owner: Client;
let value = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  ({ owner } = await addPeople(server.url));
  ({ value } = await generateToken(server.url, {
    name: "nightly export",
    lifetimeDays: 10,
    scopes: ["orders:read"],
  }));
  await generateToken(server.url, { name: "weekly report", lifetimeDays: 2, scopes: ["*"] });
  const { token } = await generateToken(server.url, { name: "old laptop", lifetimeDays: 30 });
  await owner.revokeToken({ params: { id: token.id }, body: {} });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function openList(path = LIST, person = OWNER): Promise<{ page: Page; traffic: Traffic }> {
  const opened = await openPage(browser, server.url);
  await signIn(opened.page, person);
  await opened.page.goto(path);
  await opened.page.getByLabel("Search tokens").waitFor();
  return opened;
}

const card = (page: Page, name: RegExp) =>
  page.getByRole("group", { name: "Tokens by status" }).getByRole("button", { name });

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.getByLabel("Search tokens").focus();
  await page.keyboard.press("ControlOrMeta+v");
}

/** Everything that could hold a value: what was sent and answered, the address, the document, its fields, what is kept. */
async function everything(page: Page, traffic: Traffic): Promise<string> {
  await traffic.settled();
  const { requests, answers, console } = traffic;
  const fields = await page.evaluate<string>(
    `JSON.stringify([...document.querySelectorAll("input")].map(({ value }) => value)) +
      JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + JSON.stringify(history.state)`,
  );
  return [JSON.stringify([requests, answers, console]), page.url(), await page.content(), fields].join("\n");
}

test("the numbers above the list filter it, stand in the address, and go back with the back button (X13)", async () => {
  const { page } = await openList();
  await expectTexts(card(page, /Revoked/), "1");
  await expectTexts(card(page, /Expired/), "0");
  await card(page, /Revoked/).click();
  await rowOf(page, "nightly export").waitFor({ state: "detached" });
  await rowOf(page, "old laptop").waitFor();
  expect(new URL(page.url()).search).toBe("?status=revoked");
  await card(page, /Revoked/)
    .and(page.locator("[aria-pressed=true]"))
    .waitFor();
  await card(page, /Expiring in 14 days/).click();
  await rowOf(page, "old laptop").waitFor({ state: "detached" });
  await rowOf(page, "nightly export").waitFor();
  await page.goBack();
  await rowOf(page, "old laptop").waitFor();
  await page.goBack();
  await rowOf(page, "weekly report").waitFor();
  await rowOf(page, "old laptop").waitFor();
});

test("a pasted value finds its token without being sent or kept anywhere (X13, X10)", async () => {
  const { page, traffic } = await openList();
  await paste(page, `Authorization: Bearer ${value}`);
  await rowOf(page, "weekly report").waitFor({ state: "detached" });
  await rowOf(page, "nightly export").waitFor();
  const hint = `${value.slice(0, 17)}…`;
  await expect.poll(() => page.getByLabel("Search tokens").inputValue()).toBe(hint);
  const digest = createHash("sha256").update(value).digest("hex");
  expect(new URL(page.url()).search).toBe(`?digest=${digest}`);
  await page.keyboard.press("ControlOrMeta+z");
  expect(formsFound(value, await everything(page, traffic))).toEqual([]);

  await page.getByRole("button", { name: "Remove filter Pasted value" }).click();
  await rowOf(page, "weekly report").waitFor();
  await page.goBack();
  await rowOf(page, "weekly report").waitFor({ state: "detached" });
  expect(formsFound(value, await everything(page, traffic))).toEqual([]);
});

test("a value that is typed, cut off or mistyped is not sent either, and the page says what is wrong with it", async () => {
  const { page, traffic } = await openList();
  const search = page.getByLabel("Search tokens");
  await search.pressSequentially(value.slice(0, 40));
  await page.getByText("This is not a whole token").waitFor();
  await rowOf(page, "weekly report").waitFor({ state: "detached" });
  await rowOf(page, "nightly export").waitFor();
  expect(new URL(page.url()).searchParams.get("search")).toBe(value.slice(0, 17));
  await search.blur();
  await expect.poll(() => search.inputValue()).toBe(value.slice(0, 17));
  await search.fill("");
  await paste(page, value.slice(0, -1) + (value.endsWith("0") ? "1" : "0"));
  await page.getByText("This is not a whole token").waitFor();
  await traffic.settled();
  const sent = JSON.stringify(traffic.requests);
  for (let length = 4; length < 38; length += 7) expect(sent).not.toContain(value.slice(17, 17 + length));
});

test("the value of nobody's token is told apart from a search without a match", async () => {
  const gone = await generateToken(server.url, { name: "gone" });
  await owner.deleteToken({ params: { id: gone.token.id } });
  const { page } = await openList();
  await paste(page, gone.value);
  await page.getByText("No token here has this value").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).last().click();
  await rowOf(page, "nightly export").waitFor();
});

test("scope and days are chosen in the menu of filters, read as chips, and taken off one by one (X13)", async () => {
  const { page } = await openList();
  await page.getByRole("button", { name: "Filters" }).click();
  const menu = page.getByRole("dialog", { name: "Filters" });
  await menu.getByLabel("Scope").fill("orders:read");
  await rowOf(page, "weekly report").waitFor({ state: "detached" });
  await menu.getByRole("button", { name: /^Created:/ }).click();
  const today = new Date().getDate();
  const day = menu.getByRole("button", {
    name: new RegExp(`^(?!Created).*\\b${today}\\b.*${new Date().getFullYear()}`),
  });
  await day.click();
  await day.click();
  await expect.poll(() => new URL(page.url()).searchParams.get("createdTo")).not.toBeNull();
  await page.keyboard.press("Escape");
  await rowOf(page, "nightly export").waitFor();
  await page.reload();
  await rowOf(page, "nightly export").waitFor();
  await page.getByRole("button", { name: "Remove filter Scope: orders:read" }).click();
  await rowOf(page, "weekly report").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("");
});

test("many of one's own tokens are revoked, restored and deleted, and what was left as it is is said (X15, X18)", async () => {
  const made = await Promise.all(["bulk 1", "bulk 2"].map((name) => generateToken(server.url, { name })));
  const { page } = await openList(`${LIST}?search=bulk`);
  const all = page.getByRole("checkbox", { name: "Select all 2 shown" });
  const bar = page.getByRole("group", { name: "Selected tokens" });
  const dialog = page.getByRole("dialog");
  await choose(page, "bulk 1", "Revoke");
  await rowOf(page, "bulk 1").getByText("Revoked").waitFor();
  await all.check();
  await expectTexts(bar, "2 selected");
  await bar.getByRole("button", { name: "Revoke" }).click();
  await expectTexts(dialog, "Revoke 1 token?", "1 selected token is left as it is");
  await expectFocus(dialog.getByRole("button", { name: "Cancel" }));
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("1 revoked, 1 skipped: already revoked").waitFor();
  expect((await callWith(made[1]?.value ?? "", server.url)).status).toBe(401);

  await all.check();
  await bar.getByRole("button", { name: "Restore" }).click();
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await page.getByText("2 restored").waitFor();
  expect((await callWith(made[0]?.value ?? "", server.url)).status).toBe(200);

  await all.check();
  await bar.getByRole("button", { name: "Delete" }).click();
  const remove = dialog.getByRole("button", { name: "Delete", exact: true });
  const number = dialog.getByLabel("Type the number of tokens, 2, to go on");
  await expectFocus(number);
  await number.fill("1");
  await expect.poll(() => remove.isDisabled()).toBe(true);
  await number.fill("2");
  await remove.click();
  await page.getByText("2 deleted").waitFor();
  await page.getByText("No token matches").waitFor();
});

test("all that match are selected, as far as one request can change them", async () => {
  const admin = await clientOf(server.url, ADMIN);
  for (let n = 1; n <= 30; n++) await admin.createToken({ body: { name: `many ${n}`, lifetimeDays: 30 } });
  const { page } = await openList(`${LIST}?search=many`, ADMIN);
  await page.getByRole("checkbox", { name: "Select all 25 shown" }).check();
  await page.getByRole("button", { name: "Select all 30 that match" }).click();
  await page.getByText("30 selected", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Clear selection" }).click();
  await page.getByText("30 tokens", { exact: true }).waitFor();
});

test("a token that works is deleted only by its name, and one that nobody used after a click (X18)", async () => {
  const { value } = await generateToken(server.url, { name: "precious" });
  await callWith(value, server.url);
  const { page } = await openList(`${LIST}?search=precious`);
  await choose(page, "precious", "Delete Token…");
  const dialog = page.getByRole("dialog", { name: "Delete Token" });
  await expectTexts(dialog, "Delete «precious»?", "cannot be undone", "from 127.0.0.1");
  await expectFocus(dialog.getByLabel("Type the name of the token"));
  const remove = dialog.getByRole("button", { name: "Delete", exact: true });
  await expect.poll(() => remove.isDisabled()).toBe(true);
  await confirmDelete(page, "precious");
  await page.getByText("User token successfully deleted").waitFor();
});

test("what ends this week is told once a day, with the way to it (X21)", async () => {
  const { page } = await openList();
  const notice = page.getByText(/of your tokens expires? this week/);
  await notice.waitFor();
  await page.getByRole("link", { name: "Show them" }).click();
  await rowOf(page, "nightly export").waitFor({ state: "detached" });
  await rowOf(page, "weekly report").waitFor();
  await page.getByRole("button", { name: "Hide until tomorrow" }).click();
  await notice.waitFor({ state: "detached" });
  await page.reload();
  await rowOf(page, "weekly report").waitFor();
  await notice.waitFor({ state: "detached" });
});

test("the id is shortened to the eye, copied as a whole, and that it was is said to screen readers too", async () => {
  const { page } = await openList();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Token ID" }).click();
  await page.keyboard.press("Escape");
  const row = rowOf(page, "nightly export");
  await row.getByRole("button", { name: "Copy the token ID" }).click();
  await row.getByRole("status").getByText("Copied", { exact: true }).waitFor({ state: "attached" });
  const { items } = await owner.listTokens({ query: { search: "nightly export" } });
  expect(await clipboard(page)).toBe(items[0]?.id);
});

test("a status is an icon and a word, and what ends before long says so, sooner more strongly (X12)", async () => {
  const { page } = await openList();
  const hint = (name: string): Locator => rowOf(page, name).getByText("Expiring soon");
  await hint("nightly export").waitFor();
  await hint("weekly report").waitFor();
  await expect.poll(() => hint("weekly report").locator("svg").count()).toBe(1);
  const weight = (name: string) => page.evaluate<string>(`(${WEIGHT_OF_HINT})(${JSON.stringify(name)})`);
  expect(Number(await weight("weekly report"))).toBeGreaterThan(Number(await weight("nightly export")));
  await expect.poll(() => rowOf(page, "old laptop").getByText("Expiring soon").count()).toBe(0);
});

test("somebody without tokens hears what a token is, and a list that fails can be tried again (X16)", async () => {
  const { page } = await openList(LIST, MEMBER);
  await page.getByText("No access tokens yet").waitFor();
  await page.getByRole("button", { name: "Generate your first token" }).waitFor();
  await page.route(/\/v1\/tokens\?/, (route) => route.fulfill({ status: 500, body: "{}" }));
  await page.goto(`${LIST}?search=broken`);
  await page.getByText("The list could not be loaded").waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("No token matches").waitFor();
});

/** Evaluated in the page. */
const WEIGHT_OF_HINT = `(name) => {
  const row = [...document.querySelectorAll("tr")].find(({ textContent }) => textContent.includes(name));
  return getComputedStyle(row.querySelector(".hint")).fontWeight;
}`;

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: LIST,
  states: {
    "the list with its numbers": (page) => page.getByText("old laptop").waitFor(),
    "the menu of filters": async (page) => {
      await page.getByRole("button", { name: "Filters" }).click();
      await page.getByRole("dialog", { name: "Filters" }).waitFor();
    },
    "the calendar": async (page) => {
      await page.getByRole("button", { name: "Filters" }).click();
      await page.getByRole("button", { name: /^Expires:/ }).click();
      await page.getByRole("button", { name: "Next month" }).waitFor();
    },
    "a filter as chips": async (page) => {
      await page.goto(`${LIST}?status=active&scope=orders%3Aread&createdFrom=2020-01-01`);
      await page.getByRole("button", { name: "Clear filters" }).first().waitFor();
      await page.getByText("nightly export").waitFor();
    },
    "a part of a value": async (page) => {
      await page.getByLabel("Search tokens").fill("thp_4fQ0kZ8mW2xC_piece");
      await page.getByText("This is not a whole token").waitFor();
    },
    "an exact time": async (page) => {
      await page.getByText("old laptop").waitFor();
      await page.locator("time").first().focus();
      await page.getByRole("tooltip").waitFor();
    },
    "a selection": async (page) => {
      await page.getByRole("checkbox", { name: "Select old laptop" }).check();
      await page.getByText("1 selected").waitFor();
    },
    "the question before many are deleted": async (page) => {
      await page.getByRole("checkbox", { name: /^Select (all|the first)/ }).check();
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByRole("dialog", { name: "Delete Tokens" }).waitFor();
    },
    "a list that failed": async (page) => {
      await page.route(/\/v1\/tokens\?/, (route) => route.fulfill({ status: 400, body: "{}" }));
      await page.goto(`${LIST}?search=failing`);
      await page.getByText("The list could not be loaded").waitFor();
      await page.unrouteAll();
    },
  },
});
