import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { callWith } from "./harness/api.ts";
import { formsFound } from "./harness/canary.ts";
import { axeFindings, expectFault } from "./harness/expectations.ts";
import { useHouse } from "./harness/house.ts";
import { testLooks } from "./harness/looks.ts";
import { signInOperator } from "./harness/operator.ts";
import { choose, clipboard, confirmDelete, generate, rowOf } from "./harness/page.ts";
import { ADMIN, MEMBER, type Person } from "./harness/people.ts";
import { OWNER } from "./harness/server.ts";

const house = useHouse();

async function openAccounts(person: Person): Promise<Page> {
  const { page } = await house.openAs(person);
  await page.getByRole("link", { name: "Service Accounts" }).click();
  await page.getByRole("heading", { name: "Service Accounts" }).waitFor();
  return page;
}

/** An account with active tokens of these names, and their values. */
async function addAccount(name: string, ...tokens: string[]): Promise<{ id: string; values: string[] }> {
  const { serviceAccount } = await house.owner.addServiceAccount({ body: { name, role: "member" } });
  const params = { id: serviceAccount.id };
  const values: string[] = [];
  for (const name of tokens) {
    values.push((await house.owner.createServiceToken({ params, body: { name, lifetimeDays: 1 } })).value);
  }
  return { id: serviceAccount.id, values };
}

test("a member sees no Service Accounts in the side bar, and hears at its address that the page is not for them", async () => {
  const { page } = await house.openAs(MEMBER);
  await expect.poll(() => page.getByRole("link", { name: "Service Accounts" }).count()).toBe(0);
  await page.goto("/project/service-accounts");
  await page.getByText("This page is not for you").waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test("an admin creates one and generates its first token, whose value is shown once and works", async () => {
  const { page, traffic } = await house.openAs(ADMIN);
  await page.goto("/project/service-accounts");
  await page.getByText("No service accounts yet").waitFor();
  await page.getByRole("button", { name: "Create Service Account" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Service Account" });
  await dialog.getByLabel("Name").fill("Pipeline Automation");
  await dialog.getByRole("radio", { name: "Member" }).check();
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByText("Service account successfully created").waitFor();
  await page.getByRole("heading", { name: "Pipeline Automation" }).waitFor();
  await page.getByText("pipeline_automation@service").waitFor();
  await page.getByText("No tokens yet").waitFor();

  await generate(page, { name: "build", days: "30" });
  const shown = page.getByRole("dialog", { name: "My Token" });
  await shown.getByRole("button", { name: "Copy Token to clipboard" }).click();
  await shown.getByText("Copied to the clipboard.").waitFor();
  const value = await clipboard(page);
  expect(value).toMatch(/^ths_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
  await shown.getByRole("button", { name: "Done" }).click();
  await rowOf(page, "build").getByText("Active").waitFor();
  const me: unknown = await (await callWith(value, house.url)).json();
  expect(me).toMatchObject({ serviceAccount: { name: "Pipeline Automation" }, role: "member" });

  await page.reload();
  await rowOf(page, "build").waitFor();
  await traffic.settled();
  const holding = traffic.answers.filter(({ body }) => formsFound(value, body).length > 0);
  expect(holding.map(({ method, status }) => [method, status])).toEqual([["POST", 201]]);
  expect(formsFound(value, await page.content())).toEqual([]);
});

test("the list tells handle, role, state and active tokens, and its search stands in the address", async () => {
  await addAccount("Invoice Robot", "one", "two");
  const page = await openAccounts(OWNER);
  const row = rowOf(page, "Invoice Robot");
  await row.waitFor();
  await expect
    .poll(() => row.innerText())
    .toMatch(/invoice_robot@service\s+Member\s+Calls your API\.\s+Active\s+2/);
  await page.getByLabel("Search service accounts").fill("invoice_");
  await page.getByText("1 service account", { exact: true }).waitFor();
  await expect.poll(() => page.url()).toContain("search=invoice_");
});

test("name and role can be changed; a name that is taken is refused at its field", async () => {
  await addAccount("Stock Keeper");
  await addAccount("Taken");
  const page = await openAccounts(OWNER);
  await choose(page, "Stock Keeper", "Edit…");
  const dialog = page.getByRole("dialog", { name: "Edit Service Account" });
  await dialog.getByLabel("Name").fill("Taken");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expectFault(dialog.getByLabel("Name"), /There is a service account called Taken/);
  await dialog.getByLabel("Name").fill("Stock Checker");
  await dialog.getByRole("radio", { name: "Verifier" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("Service account successfully changed").waitFor();
  await expect
    .poll(() => rowOf(page, "Stock Checker").innerText())
    .toMatch(/stock_checker@service\s+Verifier/);
});

test("a service token is revoked, restored and rotated with its own words, and deleted only after Revoke", async () => {
  const { id, values } = await addAccount("Lifecycle", "worker");
  const { page } = await house.openAs(ADMIN);
  await page.goto(`/project/service-accounts/${id}`);
  await page.getByRole("button", { name: "Actions for worker" }).click();
  const remove = page.getByRole("menuitem", { name: "Delete Token…" });
  await remove.getByText("An active token must be revoked first").waitFor();
  await expect.poll(() => remove.isDisabled()).toBe(true);
  await page.keyboard.press("Escape");

  await choose(page, "worker", "Rotate");
  await page.getByRole("radio", { name: "Now" }).check();
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await page.getByRole("dialog", { name: "My Token" }).waitFor();
  await page.getByRole("button", { name: "Copy Token to clipboard" }).click();
  await page.getByText("Copied to the clipboard.").waitFor();
  const value = await clipboard(page);
  await page.getByRole("button", { name: "Done" }).click();
  expect((await callWith(values[0] ?? "", house.url)).status).toBe(401);
  expect((await callWith(value, house.url)).status).toBe(200);

  await choose(page, "worker", "Revoke");
  await page.getByText("Service token successfully revoked").waitFor();
  expect((await callWith(value, house.url)).status).toBe(401);
  await choose(page, "worker", "Restore");
  await page.getByText("Service token successfully restored").waitFor();
  expect((await callWith(value, house.url)).status).toBe(200);
  await choose(page, "worker", "Revoke");
  await rowOf(page, "worker").getByText("Revoked").waitFor();
  await choose(page, "worker", "Delete Token…");
  await confirmDelete(page, "worker");
  await page.getByText("Service token successfully deleted").waitFor();
  await page.getByText("No tokens yet").waitFor();
});

test("one with active tokens is deactivated only together with them, and comes back without them", async () => {
  const { values } = await addAccount("Busy", "first", "second");
  const page = await openAccounts(OWNER);
  await choose(page, "Busy", "Deactivate");
  const dialog = page.getByRole("dialog", { name: "Deactivate Service Account" });
  await dialog.getByText("«Busy» has 2 active tokens.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  for (const value of values) expect((await callWith(value, house.url)).status).toBe(200);

  await choose(page, "Busy", "Deactivate");
  await dialog.getByRole("button", { name: "Revoke all and deactivate" }).click();
  await page.getByText("Service account successfully deactivated").waitFor();
  for (const value of values) expect((await callWith(value, house.url)).status).toBe(401);
  await expect.poll(() => rowOf(page, "Busy").innerText()).toMatch(/Deactivated\s+0/);
  await page.getByRole("link", { name: "Busy", exact: true }).click();
  await page.getByText("This service account is deactivated.").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Generate New Token" }).isDisabled()).toBe(true);
  await choose(page, "Busy", "Reactivate");
  await page.getByText("Service account successfully reactivated").waitFor();
  await page.getByText("This service account is deactivated.").waitFor({ state: "detached" });
  for (const value of values) expect((await callWith(value, house.url)).status).toBe(401);
});

test("one with active tokens is not deleted, one without is, and its page says so afterwards", async () => {
  const { id } = await addAccount("Passing", "last");
  const { page } = await house.openAs(OWNER);
  await page.goto(`/project/service-accounts/${id}`);
  await choose(page, "Passing", "Delete Service Account…");
  const dialog = page.getByRole("dialog", { name: "Delete Service Account" });
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByText("The service account has 1 active token").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await choose(page, "last", "Revoke");
  await page.getByText("Service token successfully revoked").waitFor();
  await choose(page, "Passing", "Delete Service Account…");
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("Service account successfully deleted").waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/project/service-accounts");
  await page.goto(`/project/service-accounts/${id}`);
  await page.getByText("There is no such service account here").waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

testLooks({
  where: () => house,
  as: OWNER,
  path: "/project/service-accounts",
  states: {
    "the list": (page) => page.getByText("Invoice Robot").waitFor(),
    "the dialog that creates one": async (page) => {
      await page.getByRole("button", { name: "Create Service Account" }).click();
      await page.getByRole("dialog").waitFor();
    },
    "the row menu": async (page) => {
      await page.getByRole("button", { name: "Actions for Invoice Robot" }).click();
      await page.getByRole("menu").waitFor();
    },
    "the question before deactivating": async (page) => {
      await choose(page, "Invoice Robot", "Deactivate");
      await page.getByRole("dialog", { name: "Deactivate Service Account" }).waitFor();
    },
    "the Edit dialog": async (page) => {
      await choose(page, "Invoice Robot", "Edit…");
      await page.getByRole("dialog").waitFor();
    },
    "the list without a match": async (page) => {
      await page.getByLabel("Search service accounts").fill("nothing like this");
      await page.getByText("No service account matches").waitFor();
    },
    "the page of one that is deactivated": async (page) => {
      const { id } = await addAccount(`Resting ${crypto.randomUUID()}`);
      await house.owner.changeServiceAccount({ params: { id }, body: { active: false } });
      await page.goto(`/project/service-accounts/${id}`);
      await page.getByText("This service account is deactivated.").waitFor();
    },
    "the question before deleting": async (page) => {
      await choose(page, "Invoice Robot", "Delete Service Account…");
      await page.getByRole("dialog", { name: "Delete Service Account" }).waitFor();
    },
    "an account's page": async (page) => {
      await page.getByRole("link", { name: "Invoice Robot", exact: true }).click();
      await page.getByText("two", { exact: true }).waitFor();
    },
  },
});

test("a project whose plan holds none says so", async () => {
  const operator = await signInOperator(house.url);
  const { project } = await house.owner.getMe();
  await operator.changeProject(project.id, { entitlements: ["accessTokens"] });
  const page = await openAccounts(OWNER);
  await page.getByText("Service accounts are not in your plan").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Project Tokens" }).click();
  await page
    .getByText(/tokens?( shown)?$/)
    .first()
    .waitFor();
  await operator.changeProject(project.id, { entitlements: ["serviceAccounts"] });
  await page.goto("/project/tokens");
  await page.getByText("Access tokens are not in your plan").waitFor();
  await page.goto("/preferences/access-tokens");
  await page.getByText("Access tokens are not in your plan").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Generate New Token" }).isDisabled()).toBe(true);
});
