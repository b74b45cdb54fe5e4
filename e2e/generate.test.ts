import type { Client } from "@tokenhouse/sdk/client";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFault, expectFocus, expectTexts, settle } from "./harness/expectations.ts";
import { testLooks, WINDOWS } from "./harness/looks.ts";
import { openPage, signIn } from "./harness/page.ts";
import { addPeople, clientOf, MEMBER, type Person } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let owner: Client;

const CATALOGUE = [
  { scope: "orders:read", description: "See orders and their state" },
  { scope: "orders:write", description: "Create and change orders" },
  { scope: "stock:read", description: "See what lies in which warehouse" },
];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  ({ owner } = await addPeople(server.url));
  await owner.changeSettings({ body: { scopeCatalogue: CATALOGUE } });
  await generateToken(server.url, { name: "taken" });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Opens the dialog in a window of its own. */
async function openDialog(
  person: Person = OWNER,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; dialog: Locator }> {
  const { page } = await openPage(browser, server.url, options);
  await signIn(page, person);
  await page.getByRole("button", { name: "Generate New Token" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Generate Token" });
  await expectFocus(dialog.getByLabel("Name"));
  return { page, dialog };
}

const submit = (dialog: Locator) => dialog.getByRole("button", { name: "Generate", exact: true }).click();

/** Enters something into a field that takes many. */
async function enter(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press("Enter");
}

async function tokenNamed(person: Person, name: string) {
  const client = await clientOf(server.url, person);
  const { items } = await client.listTokens({ query: { search: name } });
  return items.find((token) => token.name === name);
}

test("the name comes first, with a suggestion, and is asked for at its field (X1)", async () => {
  const { dialog } = await openDialog();
  const name = dialog.getByLabel("Name");
  await expect.poll(() => name.getAttribute("placeholder")).toBe("CI deploy");
  await submit(dialog);
  await expectFault(name, /Give the token a name/);
});

test("what only the server knows lands at its field too, with the focus (X6)", async () => {
  const { dialog } = await openDialog();
  const [name, lifetime] = [dialog.getByLabel("Name"), dialog.getByLabel("Lifetime (days)")];
  await name.fill("taken");
  await submit(dialog);
  await expectFault(name, /already has a token with this name/);
  await name.fill("too long a life");
  await lifetime.fill("366");
  await submit(dialog);
  await expectFault(lifetime, /from 1 to 365; this project allows at most 365 days/);
  await lifetime.fill("");
  await submit(dialog);
  await expectFault(lifetime, /from 1 to 365/);
});

describe("the lifetime", () => {
  const EXPIRES = /Expires \w+day, \w+ \d+, \d{4} at .* \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)/;

  test("is the project's default until another preset is pressed, and the day is always told (X2, X3)", async () => {
    const { dialog } = await openDialog();
    const lifetime = dialog.getByLabel("Lifetime (days)");
    await expect.poll(() => lifetime.inputValue()).toBe("30");
    const presets = dialog.getByRole("group", { name: "Usual lifetimes" }).getByRole("button");
    await expect
      .poll(async () => (await presets.allInnerTexts()).map((text) => text.replace(/\s+/g, " ")))
      .toEqual(["7 days", "30 days recommended", "60 days", "90 days", "365 days"]);
    await expect.poll(() => presets.nth(1).getAttribute("aria-pressed")).toBe("true");
    await presets.nth(3).click();
    await expect.poll(() => lifetime.inputValue()).toBe("90");
    await dialog.getByText(EXPIRES).waitFor();
    await dialog.getByText(/^This project allows at most 365 days \(until \w+ \d+, \d{4}\)\.$/).waitFor();
    await lifetime.fill("366");
    await dialog.getByText("That is no lifetime this project allows.").waitFor();
    await expect.poll(() => dialog.textContent()).not.toContain("Set lifetime to -1");
  });

  test("may be Never exactly where the project sets no maximum (X2)", async () => {
    await owner.changeSettings({ body: { maxLifetimeDays: -1 } });
    const { dialog } = await openDialog();
    await dialog.getByText("Set lifetime to -1 to have the token never expire.").waitFor();
    await dialog.getByText("This project sets no maximum.").waitFor();
    await dialog.getByRole("button", { name: "Never" }).click();
    await expect.poll(() => dialog.getByLabel("Lifetime (days)").inputValue()).toBe("-1");
    await dialog.getByText("Never expires. It works until somebody revokes or deletes it.").waitFor();
    await dialog.getByLabel("Name").fill("for ever");
    await submit(dialog);
    await dialog.page().getByRole("dialog", { name: "My Token" }).waitFor();
    await owner.changeSettings({ body: { maxLifetimeDays: 365 } });
    expect((await tokenNamed(OWNER, "for ever"))?.expiresAt).toBeNull();
  });

  test("is picked in a calendar by keys alone, from tomorrow to the project's last day (X2, X25)", async () => {
    const { page, dialog } = await openDialog();
    const lifetime = dialog.getByLabel("Lifetime (days)");
    const button = dialog.getByRole("button", { name: "Choose the day in a calendar" });
    await lifetime.fill("2");
    await button.focus();
    await page.keyboard.press("Enter");
    const chosen = page.locator("td button[data-selected]");
    await expectFocus(chosen);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => lifetime.inputValue()).toBe("3");
    await expectFocus(button);

    await lifetime.fill("1");
    await button.click();
    await expectFocus(chosen);
    await expect.poll(() => page.getByRole("button", { name: "Previous month" }).isDisabled()).toBe(true);
    await page.keyboard.press("ArrowLeft");
    await expectFocus(chosen);
    await page.keyboard.press("Escape");
    await chosen.waitFor({ state: "detached" });
    await expectFocus(button);

    await lifetime.fill("365");
    await button.click();
    await expectFocus(chosen);
    await expect.poll(() => page.getByRole("button", { name: "Next month" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await chosen.waitFor({ state: "detached" });
    await dialog.waitFor();
  });
});

describe("the scopes", () => {
  const can = (dialog: Locator) => dialog.getByRole("region", { name: "What this token will be able to do" });

  test("are everything until chosen otherwise, which is said and marked (X4)", async () => {
    const { dialog } = await openDialog();
    await expectTexts(can(dialog), "Everything that you may do in this project", "Far-reaching");
    await dialog.getByLabel("Name").fill("all of it");
    await submit(dialog);
    await dialog.page().getByRole("dialog", { name: "My Token" }).waitFor();
    expect((await tokenNamed(OWNER, "all of it"))?.scopes).toEqual(["*"]);
  });

  test("are all of the catalogue that reads by «Read only» (X4)", async () => {
    const { dialog } = await openDialog(MEMBER);
    await dialog.getByLabel("Name").fill("reader");
    await dialog.getByRole("radio", { name: "Read only (2 scopes)" }).check();
    await expectTexts(can(dialog), "See orders and their state", "See what lies in which warehouse");
    await expect.poll(() => can(dialog).innerText()).not.toMatch(/Create|Far-reaching|Everything/);
    await submit(dialog);
    await dialog.page().getByRole("dialog", { name: "My Token" }).waitFor();
    expect((await tokenNamed(MEMBER, "reader"))?.scopes).toEqual(["orders:read", "stock:read"]);
  });

  test("are searched, ticked and typed, and said in plain words (X4)", async () => {
    const { page, dialog } = await openDialog(MEMBER);
    await dialog.getByLabel("Name").fill("own choice");
    await dialog.getByRole("radio", { name: "Own choice" }).check();
    await submit(dialog);
    const others = dialog.getByRole("combobox", { name: "Other scopes" });
    await expectFault(others, /Choose at least one scope/);
    await dialog.getByRole("searchbox", { name: "Search scopes" }).fill("change orders");
    await expect.poll(() => dialog.getByRole("checkbox").count()).toBe(1);
    await dialog.getByRole("checkbox", { name: "orders:write" }).check();
    await dialog.getByRole("searchbox", { name: "Search scopes" }).fill("nothing like it");
    await dialog.getByText("No scope matches.").waitFor();
    await enter(others, "orders:read:eu/* invoices:read");
    await page.keyboard.type("Wrong,");
    await expectTexts(
      can(dialog),
      "Create and change orders",
      "See orders and their state, only for eu/*",
      "Not described in the catalogue",
      "invoices:read",
    );
    await submit(dialog);
    await expectFault(others, /«Wrong» must be \* or name:verb/);
    await page.keyboard.press("Backspace");
    await submit(dialog);
    await page.getByRole("dialog", { name: "My Token" }).waitFor();
    expect((await tokenNamed(MEMBER, "own choice"))?.scopes).toEqual([
      "orders:write",
      "orders:read:eu/*",
      "invoices:read",
    ]);
  });

  test("that the role does not open cannot be ticked, with the reason, and far-reaching ones are marked (X4)", async () => {
    const { page, dialog } = await openDialog(MEMBER);
    await dialog.getByRole("radio", { name: "Own choice" }).check();
    const audit = dialog.getByRole("checkbox", { name: "audit:read" });
    await expect.poll(() => audit.isDisabled()).toBe(true);
    await expect
      .poll(() => dialog.getByRole("checkbox", { disabled: true }).count())
      .toBe(["tokens:verify", "members:read", "members:write", "settings:write", "audit:read"].length);
    await expectTexts(dialog, "Not opened by the holder’s role.");
    await dialog.getByRole("checkbox", { name: "tokens:write Far-reaching" }).check();
    await expectTexts(can(dialog), "Generate, rotate, revoke and delete access tokens", "Far-reaching");
    const others = dialog.getByRole("combobox", { name: "Other scopes" });
    await enter(others, "members:*");
    await expectTexts(can(dialog), "Everything with members", "The holder’s role does not open this.");
    await dialog.getByLabel("Name").fill("too much");
    await submit(dialog);
    await page.getByText("You do not hold, and so cannot grant: members:*").waitFor();
  });

  test("tell which calls of Tokenhouse itself they open, as the server judges it (X4)", async () => {
    const { dialog } = await openDialog(MEMBER);
    await dialog.getByRole("radio", { name: "Own choice" }).check();
    await dialog.getByRole("checkbox", { name: "settings:read" }).check();
    await dialog.getByText("Opens 1 call of Tokenhouse itself").click();
    await dialog.getByText("GET /v1/settings", { exact: true }).waitFor();
  });
});

test("the allowed addresses are checked here, and a refusal of the server lands at them (X5)", async () => {
  const { page, dialog } = await openDialog();
  await dialog.getByLabel("Name").fill("at home");
  await dialog.getByRole("button", { name: "More options" }).click();
  const addresses = dialog.getByRole("combobox", { name: "Allowed addresses (optional)" });
  await enter(addresses, "10.0.0.0/8, ::1 nowhere");
  await submit(dialog);
  await expectFault(addresses, /«nowhere» is no IP address or CIDR range/);
  await page.keyboard.press("Backspace");
  await enter(addresses, Array.from({ length: 100 }, (_, at) => `10.0.1.${at}`).join(" "));
  await submit(dialog);
  await expectFault(addresses, /100/);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Generate New Token" }).click();
  await dialog.getByLabel("Name").fill("at home");
  await dialog.getByRole("button", { name: "More options" }).click();
  await enter(addresses, "127.0.0.1 10.0.0.0/8");
  await submit(dialog);
  await page.getByRole("dialog", { name: "My Token" }).waitFor();
  expect((await tokenNamed(OWNER, "at home"))?.ipAllowList).toEqual(["127.0.0.1", "10.0.0.0/8"]);
});

test("a rate limit is typed with its time, told in the summary, and stands on the token's page", async () => {
  const { page, dialog } = await openDialog();
  await dialog.getByLabel("Name").fill("slow");
  await dialog.getByRole("button", { name: "More options" }).click();
  const limit = dialog.getByLabel("Rate limit (optional)");
  for (const wrong of ["0", "1.5", "many", "1000001"]) {
    await limit.fill(wrong);
    await submit(dialog);
    await expectFault(limit, /A whole number from 1 to 1,000,000/);
  }
  await limit.fill("1200");
  await dialog.getByLabel("Time", { exact: true }).selectOption("per hour");
  await expectTexts(
    dialog.getByRole("region", { name: "What this token" }),
    "At most 1,200 requests per hour",
  );
  await submit(dialog);
  await page.getByRole("dialog", { name: "My Token" }).waitFor();
  const token = await tokenNamed(OWNER, "slow");
  expect(token?.rateLimit).toEqual({ requests: 1200, windowSeconds: 3600 });
  await page.goto(`/tokens/${token?.id}`);
  await expectTexts(page.getByRole("region", { name: "About this token" }), "1,200 requests per hour");
});

test.each(Object.entries(WINDOWS))(
  "the time of a rate limit stands level with its number: %s",
  async (_, options) => {
    const { page, dialog } = await openDialog(OWNER, options);
    await dialog.getByRole("button", { name: "More options" }).click();
    await settle(page);
    const middle = async (label: string) => {
      const box = await dialog.getByLabel(label, { exact: true }).boundingBox();
      return box && box.y + box.height / 2;
    };
    expect(await middle("Time")).toBeCloseTo((await middle("Rate limit (optional)")) ?? NaN, 1);
  },
);

test("however often it is sent, one token is made", async () => {
  const { page, dialog } = await openDialog();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let sent = 0;
  await page.route(/\/v1\/tokens$/, async (route) => {
    if (route.request().method() === "POST") {
      sent++;
      await held;
    }
    await route.continue();
  });
  await dialog.getByLabel("Name").fill("once");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Generate", exact: true }).dispatchEvent("click");
  await page.keyboard.press("Escape");
  await expect.poll(() => sent).toBe(1);
  release();
  await page.getByRole("dialog", { name: "My Token" }).waitFor();
  expect(sent).toBe(1);
  expect((await tokenNamed(OWNER, "once"))?.name).toBe("once");
});

testLooks({
  where: () => ({ browser, url: server.url }),
  as: MEMBER,
  path: "/tokens/new?name=CI+deploy",
  states: {
    "the calendar": async (page) => {
      await page.getByRole("button", { name: "Choose the day in a calendar" }).click();
      await expectFocus(page.locator("td button[data-selected]"));
    },
    "the months of the calendar": async (page) => {
      await page.getByRole("button", { name: "Choose the day in a calendar" }).click();
      await expectFocus(page.locator("td button[data-selected]"));
      await page
        .locator("button[data-calendar-header-level], .mantine-DatePicker-calendarHeaderLevel")
        .click();
      await page.getByRole("button", { name: "Previous year" }).waitFor();
    },
    "the scopes to choose from": async (page) => {
      await page.getByRole("radio", { name: "Own choice" }).check();
      await page.getByRole("checkbox", { name: "tokens:write" }).check();
      await enter(page.getByRole("combobox", { name: "Other scopes" }), "members:write,orders:read:eu/*");
      await page.getByText(/Opens \d+ calls/).click();
    },
    "a search for scopes without a match": async (page) => {
      await page.getByRole("radio", { name: "Own choice" }).check();
      await page.getByLabel("Search scopes").fill("nothing like it");
      await page.getByText("No scope matches").waitFor();
    },
    "every fault at once": async (page) => {
      await page.getByLabel("Name").fill("");
      await page.getByLabel("Lifetime (days)").fill("soon");
      await page.getByRole("button", { name: "More options" }).click();
      await enter(page.getByRole("combobox", { name: "Allowed addresses (optional)" }), "nowhere");
      await page.getByLabel("Rate limit (optional)").fill("many");
      await page.getByRole("radio", { name: "Own choice" }).check();
      await page.getByRole("button", { name: "Generate", exact: true }).click();
      await page.getByText("Choose at least one scope, or everything.").waitFor();
    },
    "long texts": async (page) => {
      const long = "a-name-without-any-place-to-break-".repeat(6);
      await page.getByLabel("Name").fill(long);
      await page.getByLabel("Description").fill(long.repeat(4));
      await page.getByRole("radio", { name: "Own choice" }).check();
      await enter(page.getByRole("combobox", { name: "Other scopes" }), `${long}:read`);
      await page.getByText("Not described in the catalogue").waitFor();
    },
    "a link with parts left out": async (page) => {
      await page.goto(`/tokens/new?${"unknown-part-".repeat(5)}=1&name=&lifetimeDays=4000`);
      await page.getByText("Not everything in the link was taken over").waitFor();
    },
  },
});
