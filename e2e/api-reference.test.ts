import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, sidewaysFindings } from "./harness/expectations.ts";
import { WINDOWS } from "./harness/looks.ts";
import { openPage, rowOf, signIn } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Finds one route, and opens it. */
async function find(page: Page, operation: string): Promise<void> {
  await page.getByLabel("Find a route").fill(operation);
  await page.locator(`#${operation} > summary`).click();
}

const answer = (page: Page) => page.getByRole("region", { name: "Answer" });

test("whoever has a token finds a route without signing in, tries it, and sees the answer", async () => {
  const { value, token } = await generateToken(server.url, { name: "to try with", scopes: ["tokens:read"] });
  const { page, traffic } = await openPage(browser, server.url);
  await page.goto("/docs");
  await page.getByRole("heading", { name: "API reference" }).waitFor();
  await find(page, "getMe");
  await page.getByRole("button", { name: "Send" }).click();
  await answer(page).getByText("401").first().waitFor();
  await page.getByLabel("Token", { exact: true }).fill(value);
  await page.getByRole("button", { name: "Send" }).click();
  await answer(page).getByText(/^200/).waitFor();
  await answer(page).getByText(token.id).waitFor();
  await answer(page).getByText("Headers").click();
  await answer(page).getByText("x-request-id").waitFor();

  await traffic.settled();
  expect(traffic.requests.map(({ url }) => url).filter((url) => !url.startsWith(server.url))).toEqual([]);
  expect(traffic.console.filter((text) => /Content Security Policy/.test(text))).toEqual([]);
  // The value stands in its field and nowhere else: neither in what is kept nor in the line for curl.
  const kept = await page.evaluate<string>(
    "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])",
  );
  expect(kept + (await page.locator("main").innerText())).not.toContain(value.slice(17));
  await page.reload();
  await find(page, "getMe");
  await expect.poll(() => page.getByLabel("Token", { exact: true }).inputValue()).toBe("");
});

test("whoever is signed in tries a change as themselves, in their project", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  await page.goto("/docs");
  await page.getByLabel(OWNER.email).waitFor();
  await find(page, "addServiceAccount");
  const name = `tried out ${randomUUID()}`;
  await page.getByLabel("Body").fill(JSON.stringify({ name, role: "member" }));
  await page.getByText("curl -X POST").waitFor();
  await page.getByRole("button", { name: "Send" }).click();
  await answer(page).getByText(/^201/).waitFor();
  await find(page, "getSession");
  await page.getByRole("button", { name: "Send" }).click();
  await answer(page).getByText(/^200/).waitFor();
  await page.goto("/project/service-accounts");
  await rowOf(page, name).waitFor();
});

test("what the path and the query take is asked for, and stands in the address", async () => {
  const { page } = await openPage(browser, server.url);
  await page.goto("/docs");
  await find(page, "getToken");
  await page.getByRole("textbox", { name: /^id/ }).fill("a b");
  await page.getByText("/v1/tokens/a%20b").waitFor();
  await find(page, "listTokens");
  await page.getByRole("textbox", { name: "search" }).fill("ci & cd");
  await page.getByText("/v1/tokens?search=ci+%26+cd").waitFor();
});

describe.each(Object.entries(WINDOWS))("in a window that is %s", (_, options) => {
  test.each<[string, (page: Page) => Promise<void>]>([
    ["every route", (page) => page.getByText(/^\d+ routes$/).waitFor()],
    [
      "a route with its answer",
      async (page) => {
        await find(page, "createToken");
        await page.getByRole("button", { name: "Send" }).click();
        await answer(page).getByText(/^401/).waitFor();
        await answer(page).getByText("Headers").click();
      },
    ],
  ])("%s passes axe and scrolls nowhere sideways", async (_, reach) => {
    const { page } = await openPage(browser, server.url, options);
    await page.goto("/docs");
    await reach(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysFindings(page)).toEqual([]);
  });
});
