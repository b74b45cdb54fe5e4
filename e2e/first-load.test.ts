import type { Browser } from "playwright-core";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus } from "./harness/expectations.ts";
import { openPage, signIn, type Traffic } from "./harness/page.ts";
import { addPeople, MEMBER } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { AS_OWNER, OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  await addPeople(server.url);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const MAX_BYTES = 250_000;

const PAGES = [
  "/preferences/profile",
  "/preferences/sessions",
  "/project/tokens",
  "/project/service-accounts",
  "/project/members",
  "/project/settings",
  "/project/verifiers",
  "/project/audit",
  "/projects",
  "/docs",
  "/nowhere",
];

test("all that is loaded until a member sees Access Tokens is at most 250 kB, and no administrator's page", async () => {
  const { page, traffic } = await openPage(browser, server.url);
  await signIn(page, MEMBER);
  await page.getByText("No access tokens yet").waitFor();
  await traffic.settled();
  // Each address once: what is asked for again comes from the browser's cache.
  const bodies = new Map(traffic.answers.map(({ url, body }) => [new URL(url).pathname, body]));
  const sizes = [...bodies].map(([path, body]) => [path, gzipSync(body, { level: 9 }).length] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  process.stdout.write(`First load: ${total} bytes by gzip -9, in ${sizes.length} answers\n`);
  expect(sizes.length).toBeGreaterThan(5);
  expect(total).toBeLessThanOrEqual(MAX_BYTES);
  const lazy =
    /(members|service-accounts?|project-tokens|verifiers|audit|settings|projects)-page|palette|chart|calendar/;
  expect(sizes.filter(([path]) => lazy.test(path))).toEqual([]);
});

test("the page has no script or style of its own in it, and no page breaks the content security policy", async () => {
  const { page, traffic } = await openPage(browser, server.url);
  const answer = await page.request.get("/", { headers: { accept: "text/html" } });
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  const html = await answer.text();
  expect(html.match(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|javascript:/g)).toBeNull();

  await page.addInitScript(
    "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error('CSP', violatedDirective, blockedURI))",
  );
  await signIn(page);
  for (const path of PAGES) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  await page.goto("/preferences/access-tokens");
  await page.getByRole("button", { name: "Generate New Token" }).first().click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  expect(traffic.console.filter((text) => /CSP|Content Security Policy|Refused to/.test(text))).toEqual([]);
});

test("no request leaves the origin on any page (X27)", async () => {
  const { page, traffic } = await openPage(browser, server.url);
  await signIn(page);
  for (const path of PAGES) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  await traffic.settled();
  expect(traffic.requests.length).toBeGreaterThan(PAGES.length);
  expect(foreign(traffic, `${server.url}/`)).toEqual([]);
});

test("below a sub-path: signing in, a deep link, a reload and the palette work, and nothing is asked for elsewhere (X27)", async () => {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}/tools/tokens`;
  const below = await startServer({
    env: { ...AS_OWNER, TOKENHOUSE_PORT: String(port), TOKENHOUSE_BASE_URL: base },
  });
  const { page, traffic } = await openPage(browser, base);
  await page.goto(`${base}/project/members?search=owner`);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Members" }).waitFor();
  expect(page.url()).toBe(`${base}/project/members?search=owner`);
  await page.reload();
  await page.getByRole("heading", { name: "Members" }).waitFor();
  await page.keyboard.press("Control+k");
  await expectFocus(page.getByRole("combobox", { name: "Search and commands" }));
  await page.keyboard.type("access tokens");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
  expect(page.url()).toBe(`${base}/preferences/access-tokens`);
  await traffic.settled();
  expect(foreign(traffic, `${base}/`)).toEqual([]);
  expect(traffic.answers.filter(({ status }) => status === 404)).toEqual([]);
  await below.stop();
});

function foreign({ requests }: Traffic, base: string): string[] {
  const own = (url: string) => url.startsWith(base) || url.startsWith("data:") || url.startsWith("blob:");
  return requests.map(({ url }) => url).filter((url) => !own(url));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
