import { readFileSync } from "node:fs";
import type { AuditEvent, Client } from "@tokenhouse/sdk/client";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { formsFound } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, expectFocus, expectTexts } from "./harness/expectations.ts";
import { testLooks } from "./harness/looks.ts";
import { openPage, rowOf, signIn } from "./harness/page.ts";
import { addPeople, ADMIN, MEMBER, type Person } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let owner: Client;
let memberId = "";
let value = "";
let tokenId = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  ({ owner, memberId } = await addPeople(server.url));
  const generated = await generateToken(server.url, { name: "nightly export" }, MEMBER);
  ({ value } = generated);
  tokenId = generated.token.id;
  await owner.revokeToken({ params: { id: tokenId }, body: { reason: "No longer needed" } });
  await owner.changeSettings({ body: { maxLifetimeDays: 90 } });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function openAudit(person: Person): Promise<Page> {
  const { page } = await openPage(browser, server.url);
  await signIn(page, person);
  await page.getByRole("link", { name: "Audit Log" }).click();
  await page.getByRole("heading", { name: "Audit Log" }).waitFor();
  await page.getByRole("row").nth(1).waitFor();
  return page;
}

/** Exports by the menu and answers the file's name and text. */
async function exported(page: Page, entry: string): Promise<{ name: string; text: string }> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: entry }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("a member sees no Audit Log in the side bar, and hears at its address that it is not for them", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page, MEMBER);
  await page.getByRole("link", { name: "Settings" }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: "Audit Log" }).count()).toBe(0);
  await page.goto("/project/audit");
  await page.getByText("This page is not for you").waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test.each([
  ["an owner", OWNER],
  ["an admin", ADMIN],
])("%s reads what happened, newest first: who, from where, what, on whose token", async (_, person) => {
  const page = await openAudit(person);
  await expect.poll(() => page.getByRole("row").nth(1).innerText()).toContain("signed in");
  const revoked = rowOf(page, `${OWNER.email} revoked the token nightly export of A member`);
  await expectTexts(revoked, "127.0.0.1", "access token");
  const made = rowOf(page, `${MEMBER.name} generated the token nightly export`);
  await expectTexts(made, "e-mail and password");
  await expectTexts(rowOf(page, "changed the member A member"), "Token access: Inherit → Allow");
  await rowOf(page, `${OWNER.email} added the member An admin`).waitFor();
});

test("the details tell before and after, and lead to all events of the token", async () => {
  const page = await openAudit(OWNER);
  const details = rowOf(page, "changed the settings").getByRole("button", { name: /^Details/ });
  await details.click();
  const dialog = page.getByRole("dialog", { name: "Settings changed" });
  const changed = dialog.getByRole("row").filter({ hasText: "Maximum lifetime" });
  await expect
    .poll(() => changed.getByRole("cell").allInnerTexts())
    .toEqual(["Maximum lifetime for user generated access tokens (days)", "365 days", "90 days"]);
  await expectTexts(dialog, "settings.changed", "Request ID", "127.0.0.1");
  await page.keyboard.press("Escape");
  await expectFocus(details);

  await rowOf(page, "revoked the token")
    .getByRole("button", { name: /^Details/ })
    .click();
  await page.getByRole("link", { name: "Only events of this token" }).click();
  await page.getByText("2 events", { exact: true }).waitFor();
  expect(page.url()).toContain(`tokenId=${tokenId}`);

  await rowOf(page, "revoked the token")
    .getByRole("button", { name: /^Details/ })
    .click();
  await page.getByRole("link", { name: "Open the token" }).click();
  await page.getByRole("heading", { name: "nightly export" }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/tokens/${tokenId}`);
});

test("the filters stand in the address, survive a reload, and can be cleared", async () => {
  const page = await openAudit(ADMIN);
  await page
    .getByRole("combobox", { name: "Who" })
    .or(page.getByRole("textbox", { name: "Who" }))
    .click();
  await page.getByRole("option", { name: MEMBER.name }).click();
  await expect.poll(() => page.url()).toContain(`actor=${memberId}`);
  await page.getByLabel("Event").selectOption("Token generated");
  await page.getByText("1 event", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("1 event", { exact: true }).waitFor();
  await rowOf(page, "nightly export").waitFor();

  await page.goto(`${page.url()}&to=2020-01-01`);
  await page.getByText("Nothing matches").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await rowOf(page, "changed the settings").first().waitFor();
  expect(new URL(page.url()).search).toBe("");
  await page.getByLabel("Token ID").fill(tokenId);
  await page.getByText("2 events", { exact: true }).waitFor();
});

test("what is filtered by stands in chips, each of which goes by itself", async () => {
  const page = await openAudit(OWNER);
  await page.goto(`/project/audit?actor=${memberId}&event=token&from=2026-01-01`);
  const chips = page.getByRole("group", { name: "Filters that are set" });
  await expectTexts(chips, MEMBER.name, "Tokens: all", "since ");
  await chips.getByRole("button", { name: `Remove filter ${MEMBER.name}` }).click();
  await expect.poll(() => new URL(page.url()).searchParams.has("actor")).toBe(false);
  await rowOf(page, "revoked the token nightly export of A member").waitFor();
  await page.goBack();
  await chips.getByRole("button", { name: `Remove filter ${MEMBER.name}` }).waitFor();
});

test("days are picked by keyboard, from the usual ranges or in the calendar, which is fetched only then", async () => {
  const { page, traffic } = await openPage(browser, server.url);
  await signIn(page);
  await page.goto("/project/audit");
  await rowOf(page, "changed the settings").first().waitFor();
  await traffic.settled();
  const calendars = () => traffic.requests.filter(({ url }) => /range-calendar/.test(url)).length;
  expect(calendars()).toBe(0);
  const button = page.getByRole("button", { name: "Any time" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Next month" }).waitFor();
  await expect.poll(calendars).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await expectFocus(button);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Last 7 days" }).press("Enter");
  await expect.poll(() => new URL(page.url()).search).toMatch(/from=\S{10}\S*to=\S{10}/);
  await rowOf(page, "changed the settings").first().waitFor();
});

test("what the filters leave is exported as CSV and as JSON", async () => {
  const page = await openAudit(OWNER);
  await page.getByLabel("Token ID").fill(tokenId);
  await page.getByText("2 events", { exact: true }).waitFor();
  const csv = await exported(page, "As CSV");
  expect(csv.name).toBe("audit-log.csv");
  const lines = csv.text.trim().split(/\r?\n/);
  expect(lines[0]).toContain("id,at,event,actorType");
  expect(lines).toHaveLength(3);
  const json = await exported(page, "As JSON");
  expect(json.name).toBe("audit-log.json");
  const events = JSON.parse(json.text) as AuditEvent[];
  expect(events.map(({ event }) => event)).toEqual(["token.revoked", "token.created"]);
  expect(formsFound(value, csv.text + json.text)).toEqual([]);
});

test("more than a page is loaded by Load more, none twice and none left out", async () => {
  for (let changes = 0; changes < 30; changes++) {
    await owner.changeSettings({ body: { defaultLifetimeDays: changes + 1 } });
  }
  const page = await openAudit(OWNER);
  await page.getByLabel("Event").selectOption("Settings changed");
  await page.getByText("25 of 31 events shown").waitFor();
  await page.getByRole("button", { name: "Load more" }).click();
  await page.getByText("31 events", { exact: true }).waitFor();
  await expect.poll(() => page.getByRole("row").filter({ hasText: "changed the settings" }).count()).toBe(31);
  await expect.poll(() => page.getByRole("button", { name: "Load more" }).count()).toBe(0);
});

test("a refused act stands in the log with who tried what", async () => {
  const { value: stolen } = await generateToken(server.url, { name: "too curious" }, MEMBER);
  const answer = await fetch(`${server.url}/v1/members/${memberId}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${stolen}` },
  });
  expect(answer.status).toBe(403);
  expect((await callWith(stolen, server.url)).status).toBe(200);
  const page = await openAudit(OWNER);
  await rowOf(page, `${MEMBER.name} was refused: remove a member`).waitFor();
});

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: "/project/audit",
  states: {
    "the log": (page) =>
      page
        .getByRole("button", { name: /^Details/ })
        .first()
        .waitFor(),
    "the choice of who": async (page) => {
      await page
        .getByRole("textbox", { name: "Who" })
        .or(page.getByRole("combobox", { name: "Who" }))
        .click();
      await page.getByRole("option", { name: MEMBER.name }).waitFor();
    },
    "the calendar": async (page) => {
      await page.getByRole("button", { name: "Any time" }).click();
      await page.getByRole("button", { name: "Next month" }).waitFor();
    },
    "filters that are set": async (page) => {
      await page.getByLabel("Event").selectOption("Tokens: all");
      await page.getByRole("button", { name: "Clear filters" }).waitFor();
    },
    "nothing that matches": async (page) => {
      await page.goto("/project/audit?to=2020-01-01");
      await page.getByText("Nothing matches").waitFor();
    },
    "the details of a token's event": async (page) => {
      await page.goto("/project/audit?event=token.revoked");
      await page
        .getByRole("button", { name: /^Details/ })
        .first()
        .click();
      await page.getByRole("link", { name: "Only events of this token" }).waitFor();
    },
    "the export menu": async (page) => {
      await page.getByRole("button", { name: "Export", exact: true }).click();
      await page.getByRole("menu").waitFor();
    },
    "the details": async (page) => {
      await page.goto("/project/audit?event=settings.changed");
      await page
        .getByRole("button", { name: /^Details: Settings changed/ })
        .first()
        .click();
      await page.getByRole("dialog").waitFor();
    },
  },
});

test("the seal tells that nothing has changed since this browser saw the log, and when it is another log", async () => {
  const page = await openAudit(OWNER);
  const seal = page.getByLabel("Seal", { exact: true });
  await expectTexts(seal, "From now on this browser notices", "events sealed");
  await generateToken(server.url, { name: "after the first look" }, MEMBER);
  await page.reload();
  await expectTexts(seal, "events that this browser saw on", "are unchanged");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    seal.getByRole("button", { name: "Save head" }).click(),
  ]);
  const { checkpoint, size } = await owner.getAuditHead();
  expect(download.suggestedFilename()).toBe(`audit-log-head-${size}.txt`);
  expect(readFileSync(await download.path(), "utf8")).toBe(checkpoint);
  expect(await axeFindings(page)).toEqual([]);

  await page.evaluate(`for (const [name, value] of Object.entries(localStorage))
    if (name.startsWith("tokenhouse.seen ")) localStorage.setItem(name, value.slice(0, -1) + (value.endsWith("0") ? "1" : "0"))`);
  await page.reload();
  await page.getByRole("alert").getByText("This is not the log that this browser saw").waitFor();
  await page.reload();
  await page.getByRole("alert").getByText("This is not the log that this browser saw").waitFor();
  expect(await axeFindings(page)).toEqual([]);
});
