import type { Client } from "@tokenhouse/sdk/client";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, expectFault, sidewaysFindings } from "./harness/expectations.ts";
import { WINDOWS } from "./harness/looks.ts";
import { openPage, signIn } from "./harness/page.ts";
import { clientOf } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let owner: Client;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  owner = await clientOf(server.url, OWNER);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function invite(): Promise<{ email: string; id: string; link: string }> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { member, invitationLink = "" } = await owner.addMember({
    body: { email, name: "Invited", role: "member" },
  });
  return { email, id: member.id, link: invitationLink };
}

test("the invited person sees who is invited where, chooses name and password, and is signed in", async () => {
  const { email, id, link } = await invite();
  const { page, traffic } = await openPage(browser, server.url);
  await page.goto(link);
  await page.getByText("You are invited to the project Default.").waitFor();
  expect(page.url()).toBe(`${server.url}/invitation`);
  await expect.poll(() => page.getByLabel("E-mail").inputValue()).toBe(email);
  await expect.poll(() => page.getByLabel("Your name").inputValue()).toBe("Invited");

  const password = page.getByLabel("Password", { exact: true });
  await password.fill("too short");
  await page.getByRole("button", { name: "Join and sign in" }).click();
  await expectFault(password, /must have at least 12 characters/i);

  await page.getByLabel("Your name").fill("Somebody new");
  await password.fill("copper-Valley-29-moth");
  await page.getByRole("button", { name: "Join and sign in" }).click();
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
  await page.getByRole("button", { name: "User menu of Somebody new" }).waitFor();

  const secret = link.slice(link.indexOf("#") + 1);
  await traffic.settled();
  expect(traffic.requests.filter(({ url }) => url.includes(secret))).toEqual([]);
  expect(
    await page.evaluate<string>("JSON.stringify([location.href, history.state, { ...localStorage }])"),
  ).not.toContain(secret);
  const { items } = await owner.listMembers({ query: { search: email } });
  expect(items).toMatchObject([{ id, name: "Somebody new", invited: false, active: true }]);
  const { page: later } = await openPage(browser, server.url);
  await signIn(later, { email, password: "copper-Valley-29-moth" });
});

test("a link that has been used, or replaced by a new one, says so and leads to the sign-in", async () => {
  const { id, link } = await invite();
  await owner.inviteMember({ params: { id } });
  const { page } = await openPage(browser, server.url);
  await page.goto(link);
  await page.getByText("This link has been used, replaced, or has ended. Ask whoever invited you").waitFor();
  await expect.poll(() => page.getByLabel("Password", { exact: true }).count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("an address without its secret says that the link is not complete", async () => {
  const { page } = await openPage(browser, server.url);
  await page.goto("/invitation");
  await page.getByText("The link is not complete.").waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

describe.each(Object.entries(WINDOWS))("in a window that is %s", (_, options) => {
  test("the invitation passes axe and scrolls nowhere sideways", async () => {
    const { link } = await invite();
    const { page } = await openPage(browser, server.url, options);
    await page.goto(link);
    await page.getByText("You are invited to the project Default.").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysFindings(page)).toEqual([]);
  });
});
