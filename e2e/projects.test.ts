import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, expectFault, expectFocus } from "./harness/expectations.ts";
import { testLooks } from "./harness/looks.ts";
import { signInOperator } from "./harness/operator.ts";
import { choose, openPage, rowOf, signIn } from "./harness/page.ts";
import { addPeople, ADMIN, MEMBER } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let page: Page;
let value = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  await addPeople(server.url);
  ({ value } = await generateToken(server.url, { name: "nightly export" }, MEMBER));
  ({ page } = await openPage(browser, server.url));
  await signIn(page);
  await page.getByRole("link", { name: "Projects" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Opens the dialog for a new project with a name filled in. */
async function create(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name: "Create project" }).click();
  const dialog = page.getByRole("dialog", { name: "Create project" });
  await dialog.getByLabel(/^Name/).fill(name);
  return dialog;
}

async function submit(dialog: Locator, name: string): Promise<void> {
  await dialog.getByRole("button", { name }).click();
}

test.each([
  ["an admin", ADMIN],
  ["a member", MEMBER],
])(
  "%s sees no Projects in the side bar, and hears at their address that they are not for them",
  async (_, person) => {
    const { page } = await openPage(browser, server.url);
    await signIn(page, person);
    await page.getByRole("link", { name: "Settings" }).waitFor();
    await expect.poll(() => page.getByRole("link", { name: "Projects" }).count()).toBe(0);
    await page.goto("/projects");
    await page.getByText("It belongs to whoever runs this installation.").waitFor();
    expect(await axeFindings(page)).toEqual([]);
  },
);

test("the operator sees each project's plan, what it holds, its members and its active tokens", async () => {
  const cells = () => rowOf(page, "Default").getByRole("cell").allInnerTexts();
  await expect
    .poll(async () => (await cells()).slice(1, 5))
    .toEqual(["everything\nAccess tokens, Service accounts", "3", "2", "Open"]);
});

test("the operator creates a project that they own, and can work in it at once", async () => {
  const dialog = await create(page, "Orders");
  await submit(dialog, "Create project");
  await page.getByText("Project successfully created").waitFor();
  await rowOf(page, "Orders").getByText("orders", { exact: true }).waitFor();
  await expectFocus(page.getByRole("button", { name: "Create project" }));
  const choice = page.getByLabel("Project", { exact: true });
  await expect.poll(() => choice.getByRole("option").allTextContents()).toEqual(["Default", "Orders"]);
});

test("a short name that is taken, or is none, is refused at its field, an unknown owner above the form", async () => {
  const dialog = await create(page, "Another");
  const slug = dialog.getByLabel("Short name (optional)");
  await slug.fill("orders");
  await submit(dialog, "Create project");
  await expectFault(slug, /There is a project orders already\./);
  await slug.fill("No slug");
  await submit(dialog, "Create project");
  await expectFault(slug, /lower-case letters, digits and inner hyphens/);
  await slug.fill("another");
  await dialog.getByLabel("E-mail of the owner (optional)").fill("unknown@example.com");
  await submit(dialog, "Create project");
  await dialog.getByRole("alert").getByText("Nobody here has this e-mail address").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => rowOf(page, "Another").count()).toBe(0);
});

test("somebody named as the owner finds the project beside their other one", async () => {
  const dialog = await create(page, "Shipping");
  await dialog.getByLabel("E-mail of the owner (optional)").fill(MEMBER.email);
  await submit(dialog, "Create project");
  await rowOf(page, "Shipping").waitFor();
  const { page: theirs } = await openPage(browser, server.url);
  await signIn(theirs, MEMBER);
  await theirs.getByLabel("Project", { exact: true }).selectOption("Shipping");
  await theirs.getByRole("link", { name: "Members" }).waitFor();
});

test("a project is renamed and its plan changed by Edit…", async () => {
  await choose(page, "Orders", "Edit…");
  const dialog = page.getByRole("dialog", { name: "Edit Orders" });
  await dialog.getByLabel(/^Name/).fill("Purchases");
  await dialog.getByLabel("Plan", { exact: true }).fill("small");
  await dialog.getByLabel("Service accounts").uncheck();
  await submit(dialog, "Save");
  await page.getByText("Project successfully changed").waitFor();
  const cells = () => rowOf(page, "Purchases").getByRole("cell").allInnerTexts();
  await expect
    .poll(async () => (await cells()).slice(0, 2))
    .toEqual(["Purchases\norders", "small\nAccess tokens"]);
});

test("a closed project refuses its tokens at once and lets nobody in; reopened, all is as it was", async () => {
  await choose(page, "Default", "Close…");
  const dialog = page.getByRole("dialog", { name: "Close Default" });
  await expect.poll(() => dialog.textContent()).toContain("Every token of this project is refused at once");
  await expect.poll(() => dialog.textContent()).toContain("2 active tokens, 3 members");
  await submit(dialog, "Close project");
  await page.getByText("Project successfully closed").waitFor();
  await rowOf(page, "default").getByText("Closed").waitFor();
  expect((await callWith(value, server.url)).status).toBe(401);
  const { page: theirs } = await openPage(browser, server.url);
  await theirs.goto("/signin");
  await theirs.getByLabel("E-mail").fill(ADMIN.email);
  await theirs.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await theirs.getByText("You are not a member of any project").waitFor();

  await choose(page, "Default", "Reopen…");
  const reopening = page.getByRole("dialog", { name: "Reopen Default" });
  await expect.poll(() => reopening.textContent()).toContain("2 active tokens, 3 members");
  await submit(reopening, "Reopen project");
  await page.getByText("Project successfully reopened").waitFor();
  await rowOf(page, "default").getByText("Open").waitFor();
  expect((await callWith(value, server.url)).status).toBe(200);
});

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: "/projects",
  states: {
    "the list": (page) => page.getByText("Shipping", { exact: true }).waitFor(),
    "the row menu": async (page) => {
      await page.getByRole("button", { name: "Actions for Default" }).click();
      await page.getByRole("menu").waitFor();
    },
    "the Create project dialog": (page) => create(page, "New"),
    "the Edit dialog": (page) =>
      choose(page, "Default", "Edit…").then(() => page.getByRole("dialog").waitFor()),
    "the Create project dialog with a fault": async (page) => {
      await submit(await create(page, " "), "Create project");
      await page.getByText("This field is needed.").waitFor();
    },
    "the question before reopening": async (page) => {
      const operator = await signInOperator(server.url);
      const name = `Resting ${crypto.randomUUID()}`;
      const { id } = await operator.addProject({ name });
      await operator.changeProject(id, { closed: true });
      await page.reload();
      await choose(page, name, "Reopen…");
      await page.getByRole("dialog").waitFor();
    },
    "the question before closing": (page) =>
      choose(page, "Default", "Close…").then(() => page.getByRole("dialog").waitFor()),
  },
});
