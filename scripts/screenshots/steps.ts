import type { Operations } from "@tokenhouse/sdk/client";
import type { Page } from "playwright-core";
import { identifyAs } from "../../e2e/harness/identity-provider.ts";
import { rowOf } from "../../e2e/harness/page.ts";
import { MEMBER } from "../../e2e/harness/people.ts";

export const heading = (name: string) => (page: Page) =>
  page.getByRole("heading", { name, exact: true }).first().waitFor();
export const row = (name: string) => (page: Page) => rowOrCard(page, name).first().waitFor();
export const dialog = (page: Page) => page.getByRole("dialog").waitFor();

/** As somebody who has had a password so far. */
export async function connect(page: Page): Promise<void> {
  await identifyAs(page, MEMBER.email);
  await heading("Connect your account")(page);
}

/** A table's row, or the card that it is on a narrow screen. */
function rowOrCard(page: Page, name: string) {
  return rowOf(page, name).or(page.getByRole("listitem").filter({ hasText: name }));
}

/** The server is called by its machine, whose name is nobody's business. */
export async function nameServer(page: Page, name: string): Promise<void> {
  await page.route("**/v1/verifiers", async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as Operations["listVerifiers"]["answer"];
    const items = answer.items.map((item) => (item.kind === "server" ? { ...item, name } : item));
    await route.fulfill({ response, json: { ...answer, items } });
  });
}

export async function openMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole("menu").waitFor();
}

export async function openGenerate(page: Page): Promise<void> {
  await row("nightly export")(page);
  await page.getByRole("button", { name: "Generate New Token" }).first().click();
  await dialog(page);
  await page.getByRole("dialog").getByLabel("Name").fill("ci deploy production");
}

export async function showValue(page: Page): Promise<void> {
  await openGenerate(page);
  await page
    .getByRole("dialog")
    .getByLabel("Name")
    .fill(`shown ${crypto.randomUUID().slice(0, 4)}`);
  await page.getByRole("dialog").getByRole("button", { name: "Generate", exact: true }).click();
  await page.getByRole("button", { name: "Copy Token to clipboard" }).waitFor();
}
