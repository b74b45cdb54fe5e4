import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFault } from "./harness/expectations.ts";
import { generate, openPage, signIn } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  ({ page } = await openPage(browser, server.url));
  await signIn(page);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test.each(["0", "366", "abc", "-1", "1.5", ""])(
  "the lifetime «%s» is refused at its field with the limit named, and nothing is created (R19)",
  async (days) => {
    await page.reload();
    await generate(page, { name: `lifetime ${days}`, days });
    await expectFault(dialogField("Lifetime (days)"), /from 1 to 365/);
    expect(await createdNames()).not.toContain(`lifetime ${days}`);
  },
);

test("a taken name is refused at its field", async () => {
  await generateToken(server.url, { name: "taken" });
  await page.reload();
  await generate(page, { name: "taken", days: "30" });
  await expectFault(dialogField("Name"), /already has a token with this name/);
  expect((await createdNames()).filter((name) => name === "taken")).toHaveLength(1);
});

test("a missing name is asked for at its field", async () => {
  await page.reload();
  await generate(page, { name: "" });
  await expectFault(dialogField("Name"), /Give the token a name/);
});

test("a wrong password is refused without a word about which of the two was wrong", async () => {
  const { page: other } = await openPage(browser, server.url);
  const refusals = [];
  for (const email of [OWNER.email, "nobody@example.com"]) {
    await other.goto("/signin");
    await other.getByLabel("E-mail").fill(email);
    await other.getByLabel("Password", { exact: true }).fill("wrong-password-for-sure");
    await other.getByRole("button", { name: "Sign in" }).click();
    refusals.push(await other.getByRole("alert").innerText());
  }
  expect(refusals[0]).toMatch(/e-mail or password/i);
  expect(refusals[1]).toBe(refusals[0]);
});

function dialogField(label: string): Locator {
  return page.getByRole("dialog", { name: "Generate Token" }).getByLabel(label);
}

async function createdNames(): Promise<string[]> {
  const answer = await page.request.get("/v1/tokens?limit=100");
  const { items } = (await answer.json()) as { items: { name: string }[] };
  return items.map(({ name }) => name);
}
