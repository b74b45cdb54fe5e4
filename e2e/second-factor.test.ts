import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { codeAt, STEP_MS } from "../packages/server/test/second-factors.ts";
import { remember } from "./harness/canary.ts";
import { axeFindings, expectFault, sidewaysFindings } from "./harness/expectations.ts";
import { useHouse } from "./harness/house.ts";
import { WINDOWS } from "./harness/looks.ts";
import { clipboard, rowOf, signIn } from "./harness/page.ts";
import { ADMIN, MEMBER, type Person } from "./harness/people.ts";
import { OWNER } from "./harness/server.ts";

const house = useHouse();
const PATH = "/preferences/two-step-verification";

/** What an app shows, so many half minutes from now: the next code is good already, and no code twice. */
function codeOf(secret: string, steps = 0): string {
  return codeAt(secret, Date.now() + steps * STEP_MS);
}

/** From the password to the QR code; answers what is to be typed in place of it. */
async function begin(page: Page, { password }: Person): Promise<string> {
  await page.goto(PATH);
  await page.getByLabel("Current password").fill(password);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("img", { name: "QR code for an authenticator app" }).waitFor();
  const secret = (await page.locator("pre").innerText()).replaceAll(/\s/g, "");
  remember(secret);
  return secret;
}

async function confirm(page: Page, secret: string): Promise<string[]> {
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("You are asked for a code from now on").waitFor();
  const codes = (await page.locator("pre").innerText()).split("\n");
  for (const code of codes) remember(code);
  return codes;
}

async function signInWithPassword(page: Page, { email, password }: Person): Promise<void> {
  await page.goto("/");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function showCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Whoever set one up is without it in the next test. */
afterEach(async () => {
  const { items } = await house.owner.listMembers();
  for (const { id, secondFactor } of items) {
    if (secondFactor) await house.owner.changeMember({ params: { id }, body: { secondFactor: false } });
  }
});

test("a code is set up, asked for at sign-in, replaced by a recovery code, and given up again", async () => {
  const { page, traffic } = await house.openAs(MEMBER);
  await page.getByRole("link", { name: "Two-step verification" }).click();
  await page.getByText("You are not asked for a code").waitFor();
  await page.getByLabel("Current password").fill("not my password");
  await page.getByRole("button", { name: "Set up" }).click();
  await expectFault(page.getByLabel("Current password"), /This is not your current password\./);
  const secret = await begin(page, MEMBER);
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret, 100));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expectFault(page.getByLabel("Code", { exact: true }), /This code is wrong/);
  const codes = await confirm(page, secret);
  expect(codes).toHaveLength(10);
  await page.getByRole("button", { name: "Copy recovery codes" }).click();
  await expect.poll(() => clipboard(page)).toBe(codes.join("\n"));
  const done = page.getByRole("button", { name: "Done" });
  await expect.poll(() => done.isDisabled()).toBe(true);
  await page.getByLabel("I have stored them").check();
  await done.click();
  await page.getByText("10 recovery codes are left").waitFor();

  const { page: elsewhere } = await house.open();
  await signInWithPassword(elsewhere, MEMBER);
  await elsewhere.getByRole("heading", { name: "Enter your code" }).waitFor();
  await showCode(elsewhere, codeOf(secret, 100));
  await expectFault(elsewhere.getByLabel("Code", { exact: true }), /This code is wrong/);
  await showCode(elsewhere, codeOf(secret, 1));
  await elsewhere.getByRole("heading", { name: "Access Tokens" }).waitFor();

  const { page: lost } = await house.open();
  await signInWithPassword(lost, MEMBER);
  await lost.getByRole("button", { name: "Cancel" }).click();
  await lost.getByRole("heading", { name: "Sign in" }).waitFor();
  await lost.getByRole("button", { name: "Sign in" }).click();
  await showCode(lost, codes[0] ?? "");
  await lost.getByRole("heading", { name: "Access Tokens" }).waitFor();

  await page.reload();
  await page.getByText("9 recovery codes are left").waitFor();
  await page.getByLabel("Current password").fill(MEMBER.password);
  await page.getByLabel("Code", { exact: true }).fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Remove" }).click();
  await expectFault(page.getByLabel("Code", { exact: true }), /This code is wrong/);
  await page.getByLabel("Code", { exact: true }).fill(codes[1] ?? "");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText("You are not asked for a code").waitFor();
  await elsewhere.reload();
  await elsewhere.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(elsewhere, MEMBER);

  await traffic.settled();
  const holding = (text: string) => traffic.answers.filter(({ body }) => body.includes(text)).length;
  expect([holding(secret), holding(codes[5] ?? "")]).toEqual([1, 1]);
});

test("an administrator sees who has one, takes it away from whoever has lost it, and it is told", async () => {
  const { page: theirs } = await house.openAs(ADMIN);
  await confirm(theirs, await begin(theirs, ADMIN));
  const { page } = await house.openAs(OWNER);
  await page.goto("/project/members");
  await rowOf(page, ADMIN.email).getByText("Two-step").waitFor();
  await page.getByRole("button", { name: `Actions for ${ADMIN.name}` }).click();
  await page.getByRole("menuitem", { name: "Remove two-step verification…" }).click();
  await page.getByRole("dialog").getByText("make sure that it is them who ask").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("Two-step verification successfully removed").waitFor();
  await expect.poll(() => rowOf(page, ADMIN.email).getByText("Two-step").count()).toBe(0);
  await theirs.reload();
  await theirs.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(theirs, ADMIN);
  await page.goto("/project/audit");
  await rowOf(page, "removed the two-step verification of An admin").first().waitFor();
  await rowOf(page, "set up two-step verification").first().waitFor();
});

test.each(Object.entries(WINDOWS))(
  "in a window that is %s each step passes axe and scrolls nowhere sideways",
  async (_, options) => {
    const { page } = await house.openAs(MEMBER, options);
    const expectGood = async (step: Page = page) =>
      expect([...(await axeFindings(step)), ...(await sidewaysFindings(step))]).toEqual([]);
    await page.goto(PATH);
    await page.getByText("You are not asked for a code").waitFor();
    await expectGood();
    const secret = await begin(page, MEMBER);
    await expectGood();
    await confirm(page, secret);
    await expectGood();
    await page.getByLabel("I have stored them").check();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("Enter the code.").waitFor();
    await expectGood();
    const { page: elsewhere } = await house.open(options);
    await signInWithPassword(elsewhere, MEMBER);
    await showCode(elsewhere, "none");
    await elsewhere.getByText("This code is wrong").waitFor();
    await expectGood(elsewhere);
  },
);
