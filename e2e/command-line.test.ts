import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Shell } from "../packages/server/test/cli/shell.ts";
import { openShell } from "../packages/server/test/cli/shell.ts";
import { remember } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { axeFindings, sidewaysFindings } from "./harness/expectations.ts";
import { WINDOWS } from "./harness/looks.ts";
import { openPage } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let shell: Shell;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  shell = openShell({ BROWSER: "true" });
});
afterAll(async () => {
  shell.clear();
  await browser.close();
  await server.stop();
});

/** Starts signing in, and opens the address that it tells in a browser of somebody who is not signed in there yet. */
async function begin() {
  let told = "";
  const ran = shell.run(["login", "--browser", "--url", server.url], { onStderr: (text) => (told += text) });
  await expect.poll(() => /^http\S+$/m.test(told)).toBe(true);
  const [address = ""] = /^http\S+$/m.exec(told) ?? [];
  const [, compared = ""] = /shows the code (\S+):/.exec(told) ?? [];
  const { page, traffic } = await openPage(browser, server.url);
  await page.goto(address);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in on the command line" }).waitFor();
  return { ran, page, traffic, compared };
}

test("somebody agrees in the browser to what the terminal shows, and is signed in there", async () => {
  const { ran, page, traffic, compared } = await begin();
  expect(compared).toHaveLength(6);
  await page.getByText(compared, { exact: true }).waitFor();
  await page.getByText(`in the name of ${OWNER.email}`).waitFor();
  await page.getByRole("button", { name: "Agree and sign in" }).click();
  await page.getByText("you can close this page").waitFor();
  const { code, stderr } = await ran;
  expect(code, stderr).toBe(0);
  const { token } = (JSON.parse(readFileSync(shell.configFile, "utf8")) as Kept).profiles.default;
  remember(token);
  await traffic.settled();
  expect(JSON.stringify([traffic.requests, traffic.answers])).not.toContain(token);
  expect(JSON.parse((await shell.run(["whoami"])).stdout)).toMatchObject({ user: { email: OWNER.email } });
  expect((await shell.run(["logout"])).code).toBe(0);
});

interface Kept {
  profiles: { default: { token: string } };
}

test("whoever declines in the browser has signed in nobody", async () => {
  const { ran, page } = await begin();
  await page.getByRole("button", { name: "Decline" }).click();
  expect(await ran).toMatchObject({ code: 2 });
});

describe.each(Object.entries(WINDOWS))("in a window that is %s", (_, options) => {
  const QUESTION = `port=1&state=s&challenge=${"c".repeat(43)}&name=command%20line%20on%20a%20machine&lifetimeDays=30`;

  async function open(query: string): Promise<Page> {
    const { page } = await openPage(browser, server.url, options);
    await page.goto(`/command-line?${query}`);
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    return page;
  }

  test.each([
    ["the question", QUESTION, "cccccc"],
    ["an address that is not complete", QUESTION.replace("port=1", "port=1@evil.example"), "not complete"],
  ])("%s passes axe and scrolls nowhere sideways", async (_, query, text) => {
    const page = await open(query);
    await page.getByText(text).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysFindings(page)).toEqual([]);
  });
});
