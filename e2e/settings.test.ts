import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { axeFindings, expectFault, expectFocus, sidewaysFindings } from "./harness/expectations.ts";
import { useHouse } from "./harness/house.ts";
import { testLooks } from "./harness/looks.ts";
import { ADMIN, MEMBER, type Person } from "./harness/people.ts";
import { OWNER } from "./harness/server.ts";

const house = useHouse();

async function openSettings(person: Person): Promise<Page> {
  const { page } = await house.openAs(person);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await page.getByText("API Access Token", { exact: true }).waitFor();
  return page;
}

/** Asks to save and answers what the page says that the change touches. */
async function propose(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Save these settings?" });
  await dialog.waitFor();
  return dialog.innerText();
}

async function save(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByText("Settings successfully changed").last().waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

describe.each([
  ["an admin", ADMIN],
  ["a member", MEMBER],
])("%s", (_, person) => {
  test("reads the settings, is told who can change them, and can change none", async () => {
    const page = await openSettings(person);
    await page.getByText("Only an owner of the project can change these settings.").waitFor();
    const rules = page.getByRole("main").getByRole("term");
    await expect
      .poll(async () => (await rules.allInnerTexts()).map((rule) => rule.replace(/\s+/g, " ")))
      .toEqual([
        "API Access Token On",
        "Allow users to generate access tokens Off",
        "Maximum lifetime for user generated access tokens (days) 365 days",
        "Default lifetime (days) 30 days",
        "Require revoke before delete Off",
      ]);
    await expect.poll(() => page.getByRole("main").locator("input, button").count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await sidewaysFindings(page)).toEqual([]);
  });
});

describe("an owner", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openSettings(OWNER);
  });

  test("has nothing to save before anything is changed", async () => {
    const button = page.getByRole("button", { name: "Save" });
    await expect.poll(() => button.isDisabled()).toBe(true);
    await page.getByLabel("Require revoke before delete").click();
    await expect.poll(() => button.isEnabled()).toBe(true);
    await page.getByLabel("Require revoke before delete").click();
    await expect.poll(() => button.isDisabled()).toBe(true);
  });

  test("hears before saving how many tokens the main switch refuses, and on again how many work again", async () => {
    const { value } = await generateToken(house.url, { name: "switched" }, MEMBER);
    await page.getByLabel("API Access Token").click();
    const text = await propose(page);
    expect(text).toContain("API Access Token: On → Off");
    expect(text).toContain("2 active tokens would be refused");
    expect((await callWith(value, house.url)).status).toBe(200);
    await save(page);
    expect((await callWith(value, house.url)).status).toBe(401);

    await page.getByLabel("API Access Token").click();
    expect(await propose(page)).toContain("2 tokens that are refused now would work");
    await save(page);
    expect((await callWith(value, house.url)).status).toBe(200);
  });

  test("hears which tokens outlive a new maximum, and that they keep their expiry", async () => {
    await generateToken(house.url, { name: "long", lifetimeDays: 300 });
    await page.getByLabel("Maximum lifetime for user generated access tokens (days)").fill("90");
    const text = await propose(page);
    expect(text).toContain("Maximum lifetime for user generated access tokens (days): 365 days → 90 days");
    expect(text).toContain("1 token outlives the new maximum and keeps its expiry");
    await save(page);
    expect((await house.owner.getSettings()).maxLifetimeDays).toBe(90);
  });

  test("may lift the maximum with -1, and hears that no token is touched", async () => {
    await page.getByLabel("Maximum lifetime for user generated access tokens (days)").fill("-1");
    const text = await propose(page);
    expect(text).toContain("90 days → Unlimited");
    expect(text).toContain("No token is touched");
    await save(page);
    expect((await house.owner.getSettings()).maxLifetimeDays).toBe(-1);
  });

  test("lets members generate, and the token of one who was refused works", async () => {
    await house.owner.changeMember({ params: { id: house.memberId }, body: { tokenAccess: "inherit" } });
    await page.getByLabel("Allow users to generate access tokens").click();
    expect(await propose(page)).toContain("1 token that is refused now would work");
    await save(page);
    expect((await generateToken(house.url, { name: "allowed" }, MEMBER)).token.status).toBe("active");
  });

  test.each(["0", "-2", "0.5", "soon", "", "36501"])("is refused «%s» days at the field", async (typed) => {
    const field = page.getByLabel("Maximum lifetime for user generated access tokens (days)");
    await field.fill(typed);
    await page.getByRole("button", { name: "Save" }).click();
    await expectFault(field, /Enter a whole number of days from 1 to 36500, or -1\./);
    await field.fill("-1");
  });

  test("is refused a default beyond the maximum at its field", async () => {
    await page.getByLabel("Maximum lifetime for user generated access tokens (days)").fill("10");
    await page.getByRole("button", { name: "Save" }).click();
    await expectFault(page.getByLabel("Default lifetime (days)"), /Must not exceed the maximum of 10 days\./);
    await page.getByLabel("Maximum lifetime for user generated access tokens (days)").fill("-1");
  });

  test("keeps a catalogue of scopes, with what is wrong said at its row", async () => {
    await page.getByRole("button", { name: "Add scope" }).click();
    await page.getByLabel("Scope 1", { exact: true }).fill("orders:read");
    await page.getByLabel("Description of scope 1").fill("Reads orders");
    await page.getByRole("button", { name: "Add scope" }).click();
    await page.getByLabel("Scope 2", { exact: true }).fill("Orders");
    await page.getByRole("button", { name: "Save" }).click();
    await expectFault(page.getByLabel("Scope 2", { exact: true }), /«Orders» must be \* or name:verb/);
    await page.getByLabel("Scope 2", { exact: true }).fill("orders:read");
    await page.getByRole("button", { name: "Save" }).click();
    await expectFault(
      page.getByLabel("Scope 2", { exact: true }),
      /This scope is in the catalogue already\./,
    );
    await page.getByRole("button", { name: "Remove scope 2" }).click();
    expect(await propose(page)).toContain("Scope catalogue: 0 scopes → 1 scope");
    await save(page);
    const { scopeCatalogue } = await house.owner.getSettings();
    expect(scopeCatalogue).toEqual([{ scope: "orders:read", description: "Reads orders" }]);
  });
});

describe("what is not saved yet", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openSettings(OWNER);
    await page.getByLabel("Require revoke before delete").click();
  });

  test("is counted, and asked about before the page is left", async () => {
    await page.getByText("1 unsaved change", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Members" }).click();
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await expectFocus(question.getByRole("button", { name: "Cancel" }));
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => page.getByLabel("Require revoke before delete").isChecked()).toBe(true);
    await page.getByRole("link", { name: "Members" }).click();
    await question.getByRole("button", { name: "Discard changes" }).click();
    await page.getByRole("heading", { name: "Members" }).waitFor();
    expect((await house.owner.getSettings()).requireRevokeBeforeDelete).toBe(false);
  });

  test("goes with Discard", async () => {
    await page.getByRole("link", { name: "Settings" }).click();
    const field = page.getByLabel("Default lifetime (days)");
    await field.fill("12");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("Nothing to save").waitFor();
    await expect.poll(() => field.inputValue()).not.toBe("12");
  });

  test("is kept while somebody else saves another rule, whose value stays theirs", async () => {
    await page.getByLabel("Default lifetime (days)").fill("11");
    await house.owner.changeSettings({ body: { requireRevokeBeforeDelete: true } });
    const text = await propose(page);
    expect(text).toContain("Default lifetime (days): 30 days → 11 days");
    expect(text).not.toContain("Require revoke before delete");
    await save(page);
    expect(await house.owner.getSettings()).toMatchObject({
      defaultLifetimeDays: 11,
      requireRevokeBeforeDelete: true,
    });
  });
});

test("a catalogue is put in order and thinned out by keyboard, the focus staying with it", async () => {
  const scopes = ["a:read", "b:read", "c:read"].map((scope) => ({ scope, description: "" }));
  await house.owner.changeSettings({ body: { scopeCatalogue: scopes } });
  const page = await openSettings(OWNER);
  await page.getByRole("button", { name: "Move scope 2 down" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByLabel("Scope 3", { exact: true }).inputValue()).toBe("b:read");
  await expectFocus(page.getByRole("button", { name: "Move scope 3 up" }));
  await page.getByRole("button", { name: "Remove scope 1" }).focus();
  await page.keyboard.press("Enter");
  await expectFocus(page.getByRole("button", { name: "Remove scope 1" }));
  expect(await propose(page)).toContain("Removed: a:read");
  await save(page);
  const { scopeCatalogue } = await house.owner.getSettings();
  expect(scopeCatalogue.map(({ scope }) => scope)).toEqual(["c:read", "b:read"]);
});

testLooks({
  where: () => house,
  as: OWNER,
  path: "/project/settings",
  states: {
    "the settings": (page) => page.getByLabel("API Access Token").waitFor(),
    "the settings with faults": async (page) => {
      await page.getByRole("button", { name: "Add scope" }).click();
      await page.getByLabel("Default lifetime (days)").fill("0");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Enter a whole number of days from 1 to 36500, or -1.").waitFor();
    },
    "the question before leaving": async (page) => {
      await page.getByLabel("API Access Token").click();
      await page.getByRole("button", { name: /^User menu/ }).click();
      await page.getByRole("menuitem", { name: "Preferences" }).click();
      await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    },
    "the question before saving": async (page) => {
      await page.getByLabel("API Access Token").click();
      await propose(page);
    },
  },
});
