import type { Client, Token } from "@tokenhouse/sdk/client";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Generated } from "./harness/api.ts";
import { callWith, generateToken } from "./harness/api.ts";
import { formsFound } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus, expectTexts } from "./harness/expectations.ts";
import { testLooks } from "./harness/looks.ts";
import { choose, clipboard, openPage, signIn } from "./harness/page.ts";
import { addPeople, ADMIN, clientOf, MEMBER, type Person } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let owner: Client;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  ({ owner } = await addPeople(server.url));
  await owner.changeSettings({ body: { scopeCatalogue: CATALOGUE } });
  const rotated = await generateToken(server.url, { ...WHOLE, name: "rotated" });
  await owner.rotateToken({ params: { id: rotated.token.id }, body: { overlapSeconds: 3600 } });
  for (let n = 0; n < 3; n++) await callWith(rotated.value, server.url);
  await owner.revokeToken({ params: { id: (await generateToken(server.url, REVOKED)).token.id }, body: {} });
  await generateToken(server.url, { name: "unused" });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const CATALOGUE = [{ scope: "orders:read", description: "See orders and their state" }];
const WHOLE = {
  name: "nightly export",
  description: "Orders to the warehouse,\nevery night",
  scopes: ["orders:read", "stock:read:eu/*"],
  lifetimeDays: 60,
};
const REVOKED = { name: `revoked-${"x".repeat(200)}`, description: "A name with no place to break" };

async function openToken({ id }: Pick<Token, "id">, person: Person = OWNER): Promise<Page> {
  const { page } = await openPage(browser, server.url);
  await signIn(page, person);
  await page.goto(`/tokens/${id}`);
  return page;
}

const section = (page: Page, name: string) => page.getByRole("region", { name });

async function idOf(name: string): Promise<string> {
  const { items } = await owner.listTokens({ query: { search: name } });
  return items[0]?.id ?? "";
}

test("by its address a token shows everything that is known of it, but no value", async () => {
  const { token, value } = await generateToken(server.url, { ...WHOLE, name: "by address" });
  const page = await openToken(token);
  await page.getByRole("heading", { name: "by address", level: 1 }).waitFor();
  await expect.poll(() => page.title()).toBe("by address · Tokenhouse");
  await expectTexts(page.getByRole("main"), "Active", token.hint);
  const facts = section(page, "About this token");
  await expectTexts(facts, "Orders to the warehouse,", "Personal", "by owner@example.com", "in 2 months");
  await expectTexts(facts, "Never Used", "Anywhere", "stock:read:eu/*", "orders:read", token.id);
  await expectTexts(facts, "See orders and their state");
  await facts.getByRole("button", { name: "Copy the token ID" }).click();
  await facts.getByText("Copied").waitFor({ state: "attached" });
  expect(await clipboard(page)).toBe(token.id);
  expect(formsFound(value, await page.content())).toEqual([]);
});

test("use per day stands as bars and as a table, with its sum, for 30 or 90 days, and where it came from", async () => {
  const used = await generateToken(server.url, { name: "busy" });
  for (let n = 0; n < 3; n++) await callWith(used.value, server.url);
  const page = await openToken(used.token);
  const usage = section(page, "Use per day");
  await usage.getByRole("img", { name: "3 uses in the last 30 days" }).waitFor();
  await expect.poll(() => usage.locator("svg title").count()).toBe(30);
  await expect.poll(() => usage.locator("svg title").last().textContent()).toMatch(/: 3$/);
  await expect.poll(() => usage.locator("tbody tr").last().textContent()).toMatch(/3$/);
  await usage.getByText("90 days", { exact: true }).click();
  await usage.getByRole("img", { name: "3 uses in the last 90 days" }).waitFor();
  await expect.poll(() => usage.locator("tbody tr").count()).toBe(90);
  await expectTexts(section(page, "Used from"), "127.0.0.1", "3", "by node · through ");
  await expectTexts(section(page, "About this token"), "from 127.0.0.1", "by node · through ");
  await callWith(used.value, server.url);
  await usage.getByRole("img", { name: "4 uses in the last 90 days" }).waitFor();
});

test("rotated here, a token counts the old value down until it is ended, and keeps its versions (X17)", async () => {
  const { token, value } = await generateToken(server.url, { name: "to rotate" });
  const page = await openToken(token);
  await expectTexts(section(page, "Versions"), "Version 1", "Current");
  await choose(page, "to rotate", "Rotate");
  const dialog = page.getByRole("dialog", { name: "Rotate Token" });
  await dialog.getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("dialog", { name: "My Token" }).waitFor();
  await page.getByRole("button", { name: "Copy Token to clipboard" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expectFocus(page.getByRole("button", { name: "Actions for to rotate" }));
  await expectTexts(section(page, "Versions"), "Version 2", "Version 1", "works until");
  const left = page.getByRole("timer", { name: "Time left for the old value" });
  await expect.poll(() => left.innerText()).toMatch(/^\d+ hrs?, \d+ mins?$/);
  await page.getByRole("button", { name: "End old value now" }).click();
  await left.waitFor({ state: "detached" });
  await expectTexts(section(page, "Versions"), "ended");
  await expectTexts(section(page, "History"), "Overlap of a rotation ended", "Token rotated", "Version 2");
  expect((await callWith(value, server.url)).status).toBe(401);
});

test("revoked here, a token says so with the time, and is restored without a limit (X18, X19)", async () => {
  const { token } = await generateToken(server.url, { name: "to revoke" });
  await owner.revokeToken({ params: { id: token.id }, body: { reason: "Laptop lost" } });
  const page = await openToken(token);
  await page.getByText("every use of it is refused").waitFor();
  await page.getByRole("alert").getByText("Reason: Laptop lost").waitFor();
  await choose(page, "to revoke", "Restore");
  await page.getByText("User token successfully restored").waitFor();
  await page.getByText("every use of it is refused").waitFor({ state: "detached" });
  await expectTexts(section(page, "History"), "Token restored", "Token revoked", "Reason: Laptop lost");
});

test("a holder reads their token's history, and from where others acted only administrators (X22)", async () => {
  const { token } = await generateToken(server.url, { name: "of a member" }, MEMBER);
  const admin = await clientOf(server.url, ADMIN);
  await admin.revokeToken({ params: { id: token.id }, body: {} });
  const page = await openToken(token, MEMBER);
  const history = section(page, "History");
  await expectTexts(history, "by A member from 127.0.0.1", "by An admin");
  await expect.poll(() => history.innerText()).not.toContain("by An admin from");
  await expect.poll(() => history.getByRole("link").count()).toBe(0);
  const seen = await openToken(token, ADMIN);
  await expectTexts(section(seen, "History"), "by An admin from 127.0.0.1");
  await section(seen, "History").getByRole("link", { name: "Open in the Audit Log" }).click();
  await seen.getByRole("heading", { name: "Audit Log", level: 1 }).waitFor();
  await seen.waitForURL(new RegExp(`tokenId=${token.id}`));
});

test("a long history is read on until it ends", async () => {
  const { token } = await generateToken(server.url, { name: "to and fro" });
  for (let n = 0; n < 6; n++) {
    await owner.revokeToken({ params: { id: token.id }, body: {} });
    await owner.restoreToken({ params: { id: token.id } });
  }
  const page = await openToken(token);
  const history = section(page, "History");
  await expect.poll(() => history.getByRole("listitem").count()).toBe(10);
  await history.getByRole("button", { name: "Load more" }).click();
  await expect.poll(() => history.getByRole("listitem").count()).toBe(13);
  await history.getByText("Token generated").waitFor();
  await expect.poll(() => history.getByRole("button").count()).toBe(0);
});

test("the ready lines name a variable in place of the value, and are copied as they stand", async () => {
  const { token } = await generateToken(server.url, { name: "with lines" });
  const page = await openToken(token);
  const lines = section(page, "Use it");
  for (const [tab, start] of [
    ["curl", 'curl -H "Authorization: Bearer $TOKENHOUSE_TOKEN"'],
    ["Node", "const answer = await fetch("],
    ["Python", "import json, os, urllib.request"],
    [".env", `TOKENHOUSE_URL=${server.url}`],
  ] as const) {
    await lines.getByRole("tab", { name: tab }).click();
    await lines.getByRole("button", { name: `Copy ${tab}` }).click();
    await lines.getByRole("status").getByText("Copied to the clipboard.").waitFor();
    const copied = await clipboard(page);
    expect(copied.startsWith(start), copied).toBe(true);
    expect(copied).toContain("TOKENHOUSE_TOKEN");
  }
});

test("somebody else's token is told of like one that does not exist", async () => {
  const { token } = await generateToken(server.url, { name: "not theirs" });
  for (const id of [token.id, crypto.randomUUID(), "no-id"]) {
    const page = await openToken({ id }, MEMBER);
    await page.getByText("There is no such token").waitFor();
    await expect.poll(() => page.getByRole("main").innerText()).not.toContain("not theirs");
  }
});

test("a token that is deleted here is gone, and the way back stays", async () => {
  const { token } = await generateToken(server.url, { name: "to delete" });
  const page = await openToken(token);
  await choose(page, "to delete", "Delete Token…");
  const dialog = page.getByRole("dialog", { name: "Delete Token" });
  await dialog.getByRole("textbox").fill("to delete");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("User token successfully deleted").waitFor();
  await page.getByText("This token is deleted").waitFor();
  await page.getByRole("link", { name: "Go to Access Tokens" }).click();
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
});

test("what fails to load says why and can be tried again, the page and each part of it", async () => {
  const { token } = await generateToken(server.url, { name: "unlucky" });
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  await page.route("**/v1/tokens/*", (route) => route.abort());
  await page.route("**/v1/tokens/*/versions", (route) => route.abort());
  await page.goto(`/tokens/${token.id}`);
  await page.getByText("The token could not be loaded").waitFor();
  await page.unroute("**/v1/tokens/*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "unlucky", level: 1 }).waitFor();
  const versions = section(page, "Versions");
  await versions.getByText("The server did not answer").waitFor();
  await page.unroute("**/v1/tokens/*/versions");
  await versions.getByRole("button", { name: "Try again" }).click();
  await expectTexts(versions, "Version 1");
});

test("the way back leads to where one came from, with its filters", async () => {
  const { token }: Generated = await generateToken(server.url, { name: "far away" });
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  await page.goto("/project/tokens?search=far");
  await page.getByText("far away").first().waitFor();
  await page.evaluate(`history.pushState({}, "", "/tokens/${token.id}")`);
  await page.getByRole("heading", { name: "far away", level: 1 }).waitFor();
  await page.getByRole("main").getByRole("link", { name: "Project Tokens" }).click();
  await page.getByRole("heading", { name: "Project Tokens", level: 1 }).waitFor();
  await page.waitForURL("**/project/tokens?search=far");
});

async function visit(page: Page, name: string): Promise<void> {
  await page.goto(`/tokens/${await idOf(name)}`);
  await section(page, "History").getByText("Token generated").waitFor();
  await section(page, "Versions").getByText("Version 1").waitFor();
}

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: "/preferences/access-tokens",
  states: {
    "a token in use, rotated": async (page) => {
      await visit(page, "rotated");
      await page.getByRole("img", { name: "3 uses in the last 30 days" }).waitFor();
    },
    "its menu": async (page) => {
      await visit(page, "rotated");
      await page.getByRole("button", { name: "Actions for rotated" }).click();
      await page.getByRole("menuitem", { name: "Revoke" }).waitFor();
    },
    "its delete dialog": async (page) => {
      await visit(page, "rotated");
      await choose(page, "rotated", "Delete Token…");
      await page.getByRole("dialog").waitFor();
    },
    "the lines for Python, copied": async (page) => {
      await visit(page, "rotated");
      await page.getByRole("tab", { name: "Python" }).click();
      await page.getByRole("button", { name: "Copy Python" }).click();
      await page.getByText("Copied to the clipboard.").waitFor();
    },
    "a token never used": (page) => visit(page, "unused"),
    "a revoked token with a long name": (page) => visit(page, REVOKED.name.slice(0, 60)),
    "a token that is loading": async (page) => {
      await page.route("**/v1/tokens/*", () => undefined);
      await page.goto(`/tokens/${await idOf("unused")}`);
      await page.getByText("Loading the token").waitFor({ state: "attached" });
      await page.unroute("**/v1/tokens/*");
    },
    "a token that is not there": async (page) => {
      await page.goto(`/tokens/${crypto.randomUUID()}`);
      await page.getByText("There is no such token").waitFor();
    },
  },
});
