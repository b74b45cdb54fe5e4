import type { ProjectEntry, Token } from "@tokenhouse/sdk/client";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, sidewaysFindings } from "./harness/expectations.ts";
import { testLooks } from "./harness/looks.ts";
import { signInOperator } from "./harness/operator.ts";
import { generate, openPage, rowOf, signIn } from "./harness/page.ts";
import { addPeople, ADMIN, clientOf } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let second: ProjectEntry;
let accountId = "";
let first: Token;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  const { owner } = await addPeople(server.url);
  ({ token: first } = await generateToken(server.url, { name: "of the first" }));
  const { serviceAccount } = await owner.addServiceAccount({
    body: { name: "Robot of the first", role: "member" },
  });
  accountId = serviceAccount.id;
  const operator = await signInOperator(server.url);
  second = await operator.addProject({ name: "Warehouse" });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("somebody with one project sees its name and no choice", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page, ADMIN);
  await page.getByText("Default", { exact: true }).waitFor();
  await expect.poll(() => page.getByRole("combobox", { name: "Project" }).count()).toBe(0);
});

test("switching shows the other project's tokens, and a new one is made there; the choice is remembered", async () => {
  const { page, traffic } = await openPage(browser, server.url);
  await signIn(page);
  const choice = page.getByRole("combobox", { name: "Project" });
  await choice.selectOption("Default");
  await rowOf(page, "of the first").waitFor();
  await page.getByLabel("Search tokens").fill("first");
  await expect.poll(() => page.url()).toContain("search=first");

  await choice.selectOption("Warehouse");
  await page.getByText("No access tokens yet").waitFor();
  expect(new URL(page.url()).search).toBe("");
  await generate(page, { name: "of the second" });
  await page.getByRole("button", { name: "Copy Token to clipboard" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await rowOf(page, "of the second").waitFor();

  await page.reload();
  await rowOf(page, "of the second").waitFor();
  await expect.poll(() => rowOf(page, "of the first").count()).toBe(0);
  await expect.poll(() => choice.inputValue()).toBe(second.slug);
  await choice.selectOption("Default");
  await rowOf(page, "of the first").waitFor();
  await traffic.settled();
  const unnamed = traffic.requests.filter(
    // One that was given up, because other words were typed meanwhile, has no text.
    ({ url, text }) =>
      text !== "" &&
      /\/v1\/(?!session|setup|sign-in)/.test(url) &&
      !/"tokenhouse-project":"(default|warehouse)"/.test(text),
  );
  expect(unnamed).toEqual([]);
});

test("what belongs to the other project is not there after switching", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  const choice = page.getByRole("combobox", { name: "Project" });
  await choice.selectOption("Default");
  await page.goto(`/project/service-accounts/${accountId}`);
  await page.getByRole("heading", { name: "Robot of the first" }).waitFor();
  await choice.selectOption("Warehouse");
  await page.getByText("There is no such service account here").waitFor();
  await page.getByRole("link", { name: "All service accounts" }).click();
  await page.getByText("No service accounts yet").waitFor();
});

test("a link out of a mail opens its token in its project, whichever was chosen, also after signing in", async () => {
  const { page } = await openPage(browser, server.url);
  await signIn(page);
  const choice = page.getByRole("combobox", { name: "Project" });
  await choice.selectOption("Warehouse");
  await page.getByText("No access tokens yet").or(rowOf(page, "of the second")).first().waitFor();
  const link = `/tokens/${first.id}?project=default`;
  await page.goto(link);
  await page.getByRole("heading", { name: "of the first" }).waitFor();
  await expect.poll(() => choice.inputValue()).toBe("default");

  await choice.selectOption("Warehouse");
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "of the first" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test("more projects than one sees at a glance are searched for by name", async () => {
  const person = { email: "many@example.com", name: "Of many", password: "silver-Anchor-31-leaf" };
  const operator = await signInOperator(server.url);
  await clientOf(server.url, ADMIN).then((admin) => admin.addMember({ body: { ...person, role: "member" } }));
  for (let number = 1; number <= 8; number++) {
    await operator.addProject({ name: `Depot ${number}`, owner: person.email });
  }
  const { page } = await openPage(browser, server.url);
  await signIn(page, person);
  const choice = page.getByRole("combobox", { name: "Project" });
  await choice.click();
  await choice.fill("depot 7");
  await expect.poll(() => page.getByRole("option").allInnerTexts()).toEqual(["Depot 7"]);
  await choice.press("ArrowDown");
  await choice.press("Enter");
  await expect.poll(() => choice.inputValue()).toBe("Depot 7");
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await sidewaysFindings(page)).toEqual([]);
});

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: "/project/tokens",
  states: {
    "the choice of a project": (page) => page.getByRole("combobox", { name: "Project" }).waitFor(),
  },
});
