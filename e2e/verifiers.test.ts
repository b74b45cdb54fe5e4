import type { Page } from "playwright-core";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { remember } from "./harness/canary.ts";
import { axeFindings, expectFocus, expectTexts } from "./harness/expectations.ts";
import { useHouse } from "./harness/house.ts";
import { testLooks } from "./harness/looks.ts";
import { clipboard, rowOf } from "./harness/page.ts";
import { ADMIN, MEMBER, type Person } from "./harness/people.ts";
import { type RunningProcess, startProgram } from "./harness/process.ts";
import { OWNER } from "./harness/server.ts";

const house = useHouse();
const connected: RunningProcess[] = [];
let accounts = 0;

afterAll(disconnect);

async function disconnect(): Promise<void> {
  await Promise.all(connected.splice(0).map((api) => api.stop()));
}

/** A service token as the page tells to make it: of an account with the role Verifier. */
async function verifyingToken(): Promise<string> {
  const body = { name: `Checker ${(accounts += 1)}`, role: "verifier" as const };
  const { serviceAccount } = await house.owner.addServiceAccount({ body });
  const params = { id: serviceAccount.id };
  const { value } = await house.owner.createServiceToken({
    params,
    body: { name: "checks", lifetimeDays: 1 },
  });
  remember(value);
  return value;
}

/** Starts an API with the SDK that gives its lease back when it is stopped. */
async function connect(name: string, mode: "memory" | "mirror" = "memory"): Promise<void> {
  const options = JSON.stringify({ url: house.url, token: await verifyingToken(), name, mode });
  const api = run(`import { createVerifier } from "@tokenhouse/sdk";
    const verifier = await createVerifier(${options});
    process.once("SIGTERM", () => verifier.close().then(() => process.exit(0)));
    console.log("connected");`);
  connected.push(api);
  await api.waitFor(/^connected$/m);
}

/** Runs lines in a process of its own, as somebody's API does. */
function run(lines: string, env: Record<string, string> = {}): RunningProcess {
  // A script that has nothing else to do ends.
  const source = `${lines}\nsetInterval(() => undefined, 1 << 30);`;
  const flags = ["--conditions=tokenhouse-source", "--input-type=module", "--eval", source];
  return startProgram(process.execPath, flags, { cwd: process.cwd(), env });
}

async function openVerifiers(person: Person): Promise<Page> {
  const { page } = await house.openAs(person);
  await page.getByRole("link", { name: "Verifiers" }).click();
  await page.getByRole("heading", { name: "Verifiers", level: 1 }).waitFor();
  await rowOf(page, "This server").waitFor();
  return page;
}

test("a member sees no Verifiers in the side bar, and hears at its address that the page is not for them", async () => {
  const { page } = await house.openAs(MEMBER);
  await page.getByRole("link", { name: "Settings" }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: "Verifiers" }).count()).toBe(0);
  await page.goto("/project/verifiers");
  await page.getByText("This page is not for you").waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test("the copied lines connect an API, which the page shows by itself, leaving the focus; killed, it is seen ending, then gone", async () => {
  const page = await openVerifiers(ADMIN);
  await page.getByText("A revocation now is in force at once").waitFor();
  const copy = page.getByRole("button", { name: "Copy the lines" });
  await copy.click();
  await page.getByText("Copied to the clipboard.").waitFor();
  const api = run(await clipboard(page), { TOKENHOUSE_TOKEN: await verifyingToken() });
  onTestFinished(() => api.stop("SIGKILL").then(() => undefined));

  const row = rowOf(page, "my api");
  await expectTexts(row, "API with the SDK", "In force", "Up to date", "10 seconds", "Memory");
  await page.getByText("waits for 1 verifier beside this server; at worst 10.2 seconds").waitFor();
  await page.getByText("2 verifiers", { exact: true }).waitFor();
  await expectFocus(copy);

  await row.focus();
  const changes = page.getByText("1 has missed a renewal");
  const [seen] = await Promise.all([changes.waitFor(), api.stop("SIGKILL")]);
  expect(seen).toBeUndefined();
  await expectTexts(row, "Ending");
  await expectFocus(row);
  await page.getByText("A revocation now is in force at once").waitFor();
  await expect.poll(() => row.count()).toBe(0);
  await expectFocus(rowOf(page, "This server"));
});

test("what the promise relies on is named, with what does not hold", async () => {
  const page = await openVerifiers(OWNER);
  const card = page.getByRole("region", { name: "What this relies on" });
  await card.getByText("The database waits for the disk").waitFor();
  await expect.poll(() => card.getByText("Holds", { exact: true }).count()).toBe(2);
  const told = [
    { name: "synchronous_standby", holds: null, remedy: "Make one synchronous" },
    { name: "clocks", holds: false, remedy: "Do not suspend it" },
    { name: "something new", holds: false, remedy: "Mend it" },
  ];
  await page.route("**/v1/verifiers", async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as object;
    await route.fulfill({ response, json: { ...answer, assumptions: told } });
  });
  await card.getByText("Needed where another database server takes over by itself").waitFor();
  await card.getByText("Do not suspend machines that check tokens").waitFor();
  await card.getByText("something new").waitFor();
  await expect.poll(() => card.getByText("Does not hold", { exact: true }).count()).toBe(2);
  await expect.poll(() => card.getByText("Cannot be told", { exact: true }).count()).toBe(1);
  expect(await axeFindings(page)).toEqual([]);
});

test("a revocation waits for those that stand here, and its receipt counts them with the server", async () => {
  await connect("orders api");
  await connect("stock api", "mirror");
  const page = await openVerifiers(OWNER);
  await page.getByText("waits for 2 verifiers beside this server").waitFor();
  await expectTexts(rowOf(page, "stock api"), "Mirror", "All tokens of the project", "In force");
  const { token } = await generateToken(house.url, { name: "soon over" });
  const { receipt } = await house.owner.revokeToken({ params: { id: token.id }, body: {} });
  expect(receipt.verifiers.filter(({ confirmedInMs }) => confirmedInMs !== null)).toHaveLength(3);
  await expectTexts(rowOf(page, "orders api"), `revision ${receipt.revision.toLocaleString("en")}`);
  await disconnect();
  await page.getByText("A revocation now is in force at once").waitFor();
});

test("nothing in the list is read out by itself, but how many there are", async () => {
  const page = await openVerifiers(OWNER);
  await expect.poll(() => page.locator("main output").first().innerText()).toBe("1 verifier");
  const loud = page
    .getByRole("table")
    .locator("output, [aria-live], [role=timer], [role=status], [role=alert]");
  await expect.poll(() => loud.count()).toBe(0);
});

test("a hidden page asks for nothing, and asks at once when it is seen again", async () => {
  const { page, traffic } = await house.openAs(OWNER);
  await page.clock.install();
  const asked = () => traffic.requests.filter(({ url }) => url.endsWith("/v1/verifiers")).length;
  await page.goto("/project/verifiers");
  await rowOf(page, "This server").waitFor();
  await expect.poll(asked).toBeGreaterThan(0);
  const first = asked();
  await page.clock.runFor(4_000);
  await expect.poll(asked).toBeGreaterThan(first);
  await show(page, "hidden");
  await traffic.settled();
  const before = asked();
  await page.clock.runFor(60_000);
  // Whatever was asked before this has its answer by now.
  await page.evaluate("fetch('/livez').then((answer) => answer.text())");
  await traffic.settled();
  expect(asked()).toBe(before);
  await show(page, "visible");
  await expect.poll(asked).toBeGreaterThan(before);
});

/** As when somebody looks at another tab, or comes back. */
async function show(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate(
    `Object.defineProperty(document, "visibilityState", { configurable: true, value: "${state}" });
     dispatchEvent(new Event("visibilitychange"));
     document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));`,
  );
}

test("where the server does not answer nothing is promised, the rows stay, and all is back by itself", async () => {
  const page = await openVerifiers(OWNER);
  await page.route("**/v1/verifiers", (route) => route.abort());
  await page.getByRole("alert").filter({ hasText: "is not known right now" }).waitFor();
  await expect.poll(() => page.getByText("A revocation now").count()).toBe(0);
  await rowOf(page, "This server").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.unroute("**/v1/verifiers");
  await page.getByText("A revocation now is in force at once").waitFor();
});

test("where it does not answer from the start the page says so, with a way to try again", async () => {
  const { page } = await house.openAs(OWNER);
  await page.route("**/v1/verifiers", (route) => route.abort());
  await page.goto("/project/verifiers");
  await page.getByText("The verifiers could not be loaded").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.unroute("**/v1/verifiers");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("A revocation now is in force at once").waitFor();
});

testLooks({
  where: () => ({ browser: house.browser, url: house.url }),
  as: OWNER,
  path: "/project/verifiers",
  states: {
    "nobody connected": async (page) => {
      await disconnect();
      await page.reload();
      await page.getByRole("button", { name: "Copy the lines" }).waitFor();
    },
    "two connected": async (page) => {
      await disconnect();
      await connect("orders api");
      await connect(
        "a stock api with a name that is as long as names of hosts and processes are:4711",
        "mirror",
      );
      await page.getByText("waits for 2 verifiers").waitFor();
    },
    "one that is ending": async (page) => {
      await house.owner.registerVerifier({ body: { name: "silent api", mode: "memory" } });
      await page.getByText("Ending").waitFor();
    },
  },
});
