import { readFileSync } from "node:fs";
import type { Client, ServiceAccount } from "@tokenhouse/sdk/client";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { formsFound } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, expectFocus, expectTexts } from "./harness/expectations.ts";
import { testLooks } from "./harness/looks.ts";
import { choose, confirmDelete, openPage, rowOf, signIn } from "./harness/page.ts";
import { addPeople, ADMIN, MEMBER, type Person } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

const SCOPES = ["orders:read", "orders:write", "invoices:read", "stock:read:eu/*"];

let server: RunningServer;
let browser: Browser;
let owner: Client;
let account: ServiceAccount;
let personal = "";
let service = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  ({ owner } = await addPeople(server.url));
  personal = (await generateToken(server.url, { name: "nightly export", scopes: SCOPES }, MEMBER)).value;
  ({ serviceAccount: account } = await owner.addServiceAccount({
    body: { name: "Pipeline", role: "member" },
  }));
  service = await serviceToken("build");
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function serviceToken(name: string): Promise<string> {
  const params = { id: account.id };
  return (await owner.createServiceToken({ params, body: { name, lifetimeDays: 1 } })).value;
}

async function openProjectTokens(person: Person): Promise<Page> {
  const { page } = await openPage(browser, server.url);
  await signIn(page, person);
  await page.getByRole("link", { name: "Project Tokens" }).click();
  await page.getByRole("heading", { name: "Project Tokens" }).waitFor();
  return page;
}

/** Narrows the list in its menu of filters, and leaves the menu. */
async function filterBy(page: Page, change: (menu: Locator) => Promise<unknown>): Promise<void> {
  await page.getByRole("button", { name: /^Filters/ }).click();
  const menu = page.getByRole("dialog", { name: "Filters" });
  await change(menu);
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
}

const kind = (name: string) => (menu: Locator) => menu.getByLabel("Kind").selectOption(name);

async function entriesOf(page: Page, name: string): Promise<string[]> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  const menu = page.getByRole("menu", { name: `Actions for ${name}` });
  await menu.waitFor();
  await menu.getByRole("menuitem").first().waitFor();
  const entries = await menu.getByRole("menuitem").allInnerTexts();
  await page.keyboard.press("Escape");
  return entries;
}

async function exported(page: Page, format: "CSV" | "JSON"): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: format }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

test("a member sees no Project Tokens in the side bar, and hears at its address that the page is not for them", async () => {
  const { page, traffic } = await openPage(browser, server.url);
  await signIn(page, MEMBER);
  await rowOf(page, "nightly export").waitFor();
  await expect.poll(() => page.getByRole("link", { name: "Project Tokens" }).count()).toBe(0);
  await page.goto("/project/tokens");
  await page.getByText("This page is not for you").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(traffic.requests.filter(({ url }) => url.includes("/v1/project"))).toEqual([]);
});

describe.each([
  ["owner", OWNER],
  ["admin", ADMIN],
])("to an %s", (_, person) => {
  test("each row tells holder, kind, scopes, status and last use, and nothing holds a value (X11)", async () => {
    expect((await callWith(personal, server.url)).status).toBe(200);
    const { page, traffic } = await openPage(browser, server.url);
    await signIn(page, person);
    await page.goto("/project/tokens");
    const row = rowOf(page, "nightly export");
    await row.locator("time").last().hover();
    await page.getByRole("tooltip").getByText("from 127.0.0.1").waitFor();
    const scopes = ["orders:read", "orders:write", "+2"];
    await expectTexts(row, MEMBER.name, MEMBER.email, "Personal", ...scopes, "Active");
    expect(await row.innerText()).not.toContain("invoices:read");
    await row.getByText("+2").hover();
    await page.getByRole("tooltip", { name: "invoices:read, stock:read:eu/*" }).waitFor();
    await expect.poll(() => rowOf(page, "build").innerText()).toMatch(/Pipeline[^]*Service[^]*\*[^]*Active/);
    await traffic.settled();
    const said = traffic.answers.map(({ body }) => body).join("\n") + (await page.content());
    for (const value of [personal, service]) expect(formsFound(value, said)).toEqual([]);
  });

  test("other people's personal tokens are there to be ended, service tokens to be rotated too", async () => {
    const page = await openProjectTokens(person);
    expect(await entriesOf(page, "nightly export")).toEqual(["Revoke", "Delete Token…"]);
    expect(await entriesOf(page, "build")).toEqual([
      "Rotate",
      "Revoke",
      "Delete Token…\nAn active token must be revoked first",
    ]);
  });
});

test("search finds holders too, and search, filters and order stand in the address (X13)", async () => {
  const page = await openProjectTokens(ADMIN);
  await page.getByLabel("Search tokens").fill("member@exa");
  await expect.poll(() => page.url()).toContain("search=member");
  await rowOf(page, "build").waitFor({ state: "detached" });
  await rowOf(page, "nightly export").waitFor();

  await page.getByLabel("Search tokens").fill("");
  await filterBy(page, kind("Service"));
  await rowOf(page, "nightly export").waitFor({ state: "detached" });
  await page.getByText("1 token", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove filter Kind: Service" }).click();
  await filterBy(page, async (menu) => {
    await menu.getByRole("combobox", { name: "Holder" }).fill("a mem");
    await page.getByRole("option", { name: MEMBER.name }).click();
  });
  await rowOf(page, "build").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Name" }).click();
  await page.getByRole("columnheader", { name: "Name" }).and(page.locator("[aria-sort=ascending]")).waitFor();
  await page.getByRole("button", { name: "Revoked", pressed: false }).click();
  await page.getByText("No token matches").waitFor();
  await page.reload();
  await page.getByText("No token matches").waitFor();
  const { searchParams } = new URL(page.url());
  expect([...searchParams.keys()].toSorted()).toEqual(["holder", "sort", "status"]);
  await page.getByRole("button", { name: "Clear filters" }).last().click();
  await rowOf(page, "build").waitFor();
});

test("the export holds what the filter leaves, as CSV and as JSON, and no value (X14)", async () => {
  const page = await openProjectTokens(ADMIN);
  await filterBy(page, kind("Service"));
  await rowOf(page, "nightly export").waitFor({ state: "detached" });
  const csv = await exported(page, "CSV");
  expect(csv.name).toBe("project-tokens.csv");
  const [head = "", ...rows] = csv.text.trimEnd().split("\r\n");
  expect(head.split(",").slice(0, 3)).toEqual(["id", "kind", "name"]);
  expect(rows).toHaveLength(1);
  expect(rows.join()).toContain("build");
  const json = await exported(page, "JSON");
  expect(json.name).toBe("project-tokens.json");
  expect(JSON.parse(json.text)).toMatchObject([{ name: "build", holder: { name: "Pipeline" } }]);
  for (const value of [personal, service]) expect(formsFound(value, csv.text + json.text)).toEqual([]);
});

test("a token of each kind is revoked and deleted with the words for its kind, and refused at once", async () => {
  const mine = await generateToken(server.url, { name: "left behind" }, MEMBER);
  const machine = await serviceToken("old build");
  const page = await openProjectTokens(ADMIN);
  await choose(page, "left behind", "Revoke");
  await page.getByText("User token successfully revoked").waitFor();
  expect((await callWith(mine.value, server.url)).status).toBe(401);
  await choose(page, "old build", "Revoke");
  await page.getByText("Service token successfully revoked").waitFor();
  expect((await callWith(machine, server.url)).status).toBe(401);
  await choose(page, "old build", "Restore");
  await page.getByText("Service token successfully restored").waitFor();
  expect((await callWith(machine, server.url)).status).toBe(200);
  await choose(page, "old build", "Revoke");
  await rowOf(page, "old build").getByText("Revoked").waitFor();
  for (const [name, message] of [
    ["left behind", "User token successfully deleted"],
    ["old build", "Service token successfully deleted"],
  ] as const) {
    await choose(page, name, "Delete Token…");
    await confirmDelete(page, name === "old build" ? name : undefined);
    await page.getByText(message).waitFor();
    await rowOf(page, name).waitFor({ state: "detached" });
  }
});

test("many are revoked or deleted in one go, and what was skipped is said with its reason (X15)", async () => {
  const gone = await generateToken(server.url, { name: "bulk one" }, MEMBER);
  await serviceToken("bulk two");
  const page = await openProjectTokens(OWNER);
  for (const name of ["bulk one", "bulk two"])
    await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await page.getByText("2 selected", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Tokens" });
  await expect.poll(() => dialog.innerText()).toMatch(/Delete 2 tokens\?[^]*bulk two · Pipeline/);
  const remove = dialog.getByRole("button", { name: "Delete", exact: true });
  await expect.poll(() => remove.isDisabled()).toBe(true);
  await dialog.getByLabel("Type the number of tokens, 2, to go on").fill("2");
  await remove.click();
  await page.getByText("1 deleted, 1 skipped: must be revoked first").waitFor();
  expect((await callWith(gone.value, server.url)).status).toBe(401);
  await rowOf(page, "bulk one").waitFor({ state: "detached" });

  await page.getByRole("checkbox", { name: "Select bulk two" }).check();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("1 revoked", { exact: true }).waitFor();
  await rowOf(page, "bulk two").getByText("Revoked").waitFor();
  await expect.poll(() => page.getByText(/\d selected/).count()).toBe(0);
});

test("a bulk change that is called off changes nothing, and the selection stays", async () => {
  const page = await openProjectTokens(OWNER);
  await page.getByRole("checkbox", { name: "Select build" }).check();
  const button = page.getByRole("button", { name: "Revoke", exact: true });
  await button.click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expectFocus(button);
  await page.getByText("1 selected", { exact: true }).waitFor();
  expect((await callWith(service, server.url)).status).toBe(200);
});

test("the list grows page by page and counts all (X14)", async () => {
  for (let n = 1; n <= 30; n++) await owner.createToken({ body: { name: `batch ${n}`, lifetimeDays: 1 } });
  const page = await openProjectTokens(OWNER);
  await page.getByLabel("Search tokens").fill("batch");
  await page.getByText("25 of 30 tokens shown").waitFor();
  await page.getByRole("button", { name: "Load more" }).click();
  await page.getByText("30 tokens", { exact: true }).waitFor();
  await page.getByRole("checkbox", { name: "Select all 30 shown" }).check();
  await page.getByText("30 selected", { exact: true }).waitFor();
  await expect.poll(() => page.getByRole("row").filter({ hasText: "batch" }).count()).toBe(30);
});

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: "/project/tokens?kind=service",
  states: {
    "the list": (page) => page.getByText("build").first().waitFor(),
    "the choice of a holder": async (page) => {
      await page.getByRole("button", { name: /^Filters/ }).click();
      await page.getByRole("combobox", { name: "Holder" }).click();
      await page.getByRole("option", { name: "Pipeline" }).waitFor();
    },
    "the export menu": async (page) => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: "CSV" }).waitFor();
    },
    "a search without a match": async (page) => {
      await page.goto("/project/tokens?search=nothing-like-it");
      await page.getByText("No token matches").waitFor();
    },
    "a selection": async (page) => {
      await page.getByRole("checkbox", { name: "Select build" }).check();
      await page.getByText("1 selected").waitFor();
    },
    "the question before a bulk change": async (page) => {
      await page.getByRole("checkbox", { name: /^Select all/ }).check();
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByRole("dialog", { name: "Delete Tokens" }).waitFor();
    },
  },
});
