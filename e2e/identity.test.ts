import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openShell } from "../packages/server/test/cli/shell.ts";
import { remember } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, sidewaysFindings } from "./harness/expectations.ts";
import type { RunningProvider } from "./harness/identity-provider.ts";
import { identifyAs, startIdentityProvider } from "./harness/identity-provider.ts";
import { WINDOWS } from "./harness/looks.ts";
import { generate, openPage, rowOf, signIn } from "./harness/page.ts";
import { addPeople, clientOf, MEMBER } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { AS_OWNER, OWNER, startServer } from "./harness/server.ts";

let provider: RunningProvider;
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  provider = await startIdentityProvider();
  const rules =
    "group:platform=default/admin,domain:acme.example=default/member,domain:guest.example=default/ask";
  const env = { ...AS_OWNER, ...provider.env, TOKENHOUSE_OIDC_ADMISSION: rules };
  [server, browser] = await Promise.all([startServer({ env }), startChromium()]);
  provider.serve(server.url);
  await addPeople(server.url);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await provider.stop();
});

async function open(path = "/"): Promise<Page> {
  const { page } = await openPage(browser, server.url);
  await page.goto(path);
  return page;
}

test("somebody whom a group makes an administrator signs in with the identity provider and works", async () => {
  const { page, traffic } = await openPage(browser, server.url);
  await page.goto("/preferences/access-tokens?search=x");
  await identifyAs(page, "platform@acme.example");
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
  // Back where they wanted to go, and nothing of what the provider sent along is left.
  expect(new URL(page.url()).search).toBe("?search=x");
  expect(
    await page.evaluate<string>("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])"),
  ).not.toMatch(/code|state/);
  await page.goto("/preferences/access-tokens");
  await generate(page, { name: "of the platform" });
  const value = await page
    .getByRole("dialog", { name: "My Token" })
    .getByRole("textbox")
    .first()
    .inputValue();
  if (value.startsWith("th")) remember(value);
  await page.getByRole("dialog", { name: "My Token" }).waitFor();
  await traffic.settled();
  const toUs = traffic.requests.filter(
    ({ url }) => url.startsWith(server.url) && !url.includes("/signin/return?"),
  );
  expect(toUs.map(({ url }) => url).filter((url) => /[?&]code=/.test(url))).toEqual([]);
});

test("somebody who asks waits until an owner lets them in", async () => {
  const guest = await open();
  await identifyAs(guest, "ada@guest.example");
  await guest.getByText("You have asked to join Default").waitFor();
  const owner = await open();
  await signIn(owner);
  await owner.goto("/project/members");
  await rowOf(owner, "ada@guest.example").getByText("Asks to join").waitFor();
  await owner.getByRole("button", { name: "Actions for ada of Acme" }).click();
  await owner.getByRole("menuitem", { name: "Let in" }).click();
  await owner.getByText("Member successfully let in").waitFor();
  await rowOf(owner, "ada@guest.example").getByText("Active", { exact: true }).waitFor();
  await guest.reload();
  await guest.getByRole("heading", { name: "Access Tokens" }).waitFor();
  await guest.goto("/preferences/profile");
  await guest.getByRole("link", { name: "Profile" }).waitFor();
  await expect.poll(() => guest.getByRole("link", { name: "Password" }).count()).toBe(0);
});

test("an account with a password is connected by it, and opens either way from then on", async () => {
  const page = await open();
  await identifyAs(page, MEMBER.email);
  await page.getByRole("heading", { name: "Connect your account" }).waitFor();
  await page.getByLabel("Password", { exact: true }).fill("not the password at all");
  await page.getByRole("button", { name: "Connect and sign in" }).click();
  await page.getByText("E-mail or password is wrong").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(MEMBER.password);
  await page.getByRole("button", { name: "Connect and sign in" }).click();
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
  const again = await open();
  await identifyAs(again, MEMBER.email);
  await again.getByRole("heading", { name: "Access Tokens" }).waitFor();
  await signIn(await open(), MEMBER);
});

test("somebody who is invited joins by the identity provider instead of choosing a password", async () => {
  const owner = await clientOf(server.url, OWNER);
  const email = "invited@acme.example";
  const { invitationLink = "" } = await owner.addMember({ body: { email, name: "Invited", role: "member" } });
  const page = await open(invitationLink);
  await identifyAs(page, email);
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
  const again = await open(invitationLink);
  await again.getByText("This link has been used").waitFor();
});

test.each([
  ["whom no rule knows", "eve@elsewhere.example", "Nobody has added you to a project"],
  [
    "whose address is not verified",
    "unverified@acme.example",
    "does not say that your e-mail address is verified",
  ],
])("somebody %s is told why they cannot sign in, and can try as somebody else", async (_, email, text) => {
  const page = await open();
  await identifyAs(page, email);
  await page.getByText(text).waitFor();
  await page.getByRole("link", { name: "Sign in again" }).click();
  await page.getByRole("button", { name: "Continue with Acme ID" }).waitFor();
});

test("B-40: an answer of the provider that was changed, or is another browser's, signs nobody in", async () => {
  const page = await open();
  const answers: string[] = [];
  await page.route("**/v1/sign-in/identity/return", (route) => {
    answers.push((route.request().postDataJSON() as { answer: string }).answer);
    return route.abort();
  });
  await identifyAs(page, "bob@acme.example");
  await expect.poll(() => answers.length).toBe(1);
  const [answer = ""] = answers;
  const [thief, bent] = [await open(`/signin/return${answer}`), page];
  await thief.getByText("was not begun here").waitFor();
  await bent.unroute("**/v1/sign-in/identity/return");
  await bent.goto(`/signin/return${answer.replace(/state=[^&]*/, "state=another")}`);
  await bent.getByText("answer was not accepted").waitFor();
  expect(await bent.evaluate<string>("location.search")).toBe("");
});

test("a command line signs in by a browser that signs in with the provider", async () => {
  const shell = openShell({ BROWSER: "true" });
  try {
    let told = "";
    const ran = shell.run(["login", "--browser", "--url", server.url], {
      onStderr: (text) => (told += text),
    });
    await expect.poll(() => /^http\S+$/m.test(told)).toBe(true);
    const [address = ""] = /^http\S+$/m.exec(told) ?? [];
    const page = await open(address);
    await identifyAs(page, "platform@acme.example");
    await page.getByRole("button", { name: "Agree and sign in" }).click();
    expect(await ran).toMatchObject({ code: 0 });
    expect(JSON.parse((await shell.run(["whoami"])).stdout)).toMatchObject({
      user: { email: "platform@acme.example" },
    });
    expect((await shell.run(["logout"])).code).toBe(0);
  } finally {
    shell.clear();
  }
});

describe.each(Object.entries(WINDOWS))("in a window that is %s", (_, options) => {
  test.each<[string, (page: Page) => Promise<void>]>([
    ["the sign-in page with a provider", async (page) => page.getByText("Continue with Acme ID").waitFor()],
    [
      "the question for the account's password",
      async (page) => {
        await identifyAs(page, OWNER.email);
        await page.getByRole("heading", { name: "Connect your account" }).waitFor();
      },
    ],
    [
      "a refusal",
      async (page) => {
        await page.goto("/signin/return?code=none&state=none");
        await page.getByText("was not begun here").waitFor();
      },
    ],
  ])("%s passes axe and scrolls nowhere sideways", async (_, go) => {
    const { page } = await openPage(browser, server.url, options);
    await page.goto("/");
    await go(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysFindings(page)).toEqual([]);
  });
});
