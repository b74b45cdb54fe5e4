import type { Browser, BrowserContextOptions, Locator, Page, Request } from "playwright-core";
import { onTestFinished, TestRunner } from "vitest";
import { settle } from "./expectations.ts";
import type { Person } from "./people.ts";
import { OWNER } from "./server.ts";

/** All that a page said to the network and got back, and what it wrote to the console. */
export interface Traffic {
  requests: { url: string; text: string }[];
  answers: { url: string; method: string; status: number; body: string }[];
  console: string[];
  /** Resolves when every answer so far is recorded. */
  settled(): Promise<void>;
}

export interface OpenPage {
  page: Page;
  traffic: Traffic;
}

/**
 * A window of its own, with no history, cookies or cache, that may use the clipboard. It closes when the test ends that
 * opened it, or, opened outside of a test, with the browser.
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ baseURL: url, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  // A busy machine is no fault of the page.
  context.setDefaultTimeout(30_000);
  if (TestRunner.getCurrentTest()) onTestFinished(() => context.close());
  const page = await context.newPage();
  return { page, traffic: record(page) };
}

/** Signs in by the form, as OWNER unless told otherwise, and waits for the Access Tokens page. */
export async function signIn(page: Page, { email, password }: Person = OWNER): Promise<void> {
  await page.goto("/");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
}

/** Fills the Generate Token dialog in and sends it. Leaves My Token open if all is well. */
export async function generate(
  page: Page,
  { name, days, description = "" }: { name: string; days?: string; description?: string },
): Promise<void> {
  await page.getByRole("button", { name: "Generate New Token" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Generate Token" });
  await dialog.getByLabel("Name").fill(name);
  if (days !== undefined) await dialog.getByLabel("Lifetime (days)").fill(days);
  await dialog.getByLabel("Description (optional)").fill(description);
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
}

export function clipboard(page: Page): Promise<string> {
  return page.evaluate<string>("navigator.clipboard.readText()");
}

export function rowOf(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ hasText: name });
}

/** Opens the menu of a token's row and chooses an entry. */
export async function choose(page: Page, name: string, entry: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  const item = page.getByRole("menuitem", { name: entry, exact: true });
  await item.waitFor();
  // For what still moves Playwright scrolls about, until the menu is hidden because its button is out of sight.
  await settle(page);
  await item.click();
}

/** Says yes to Delete Token, after typing the token's name where that is asked for. */
export async function confirmDelete(page: Page, typed?: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Delete Token" });
  if (typed !== undefined) await dialog.getByLabel("Type the name of the token").fill(typed);
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
}

function record(page: Page): Traffic {
  const underWay: Promise<void>[] = [];
  const traffic: Traffic = {
    requests: [],
    answers: [],
    console: [],
    async settled() {
      await Promise.all(underWay);
    },
  };
  const keep = async (request: Request) => {
    const headers = JSON.stringify(await request.allHeaders());
    traffic.requests.push({ url: request.url(), text: `${headers}${request.postData() ?? ""}` });
    const answer = await request.response();
    const body = await answer?.text().catch(() => "");
    const status = answer?.status() ?? 0;
    traffic.answers.push({ url: request.url(), method: request.method(), status, body: body ?? "" });
  };
  // A request that a closing browser cuts short has nothing more to tell.
  const closed = (error: unknown) => {
    if (page.context().browser()?.isConnected() && !page.isClosed()) throw error;
  };
  page.on("requestfinished", (request) => underWay.push(keep(request).catch(closed)));
  page.on("requestfailed", (request) => traffic.requests.push({ url: request.url(), text: "" }));
  page.on("console", (message) => traffic.console.push(message.text()));
  page.on("pageerror", (error) => traffic.console.push(String(error)));
  return traffic;
}
