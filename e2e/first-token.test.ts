import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callWith } from "./harness/api.ts";
import { filesIn, formsFound } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectTexts } from "./harness/expectations.ts";
import { heldBy } from "./harness/held.ts";
import type { OpenPage } from "./harness/page.ts";
import { choose, clipboard, confirmDelete, generate, openPage, rowOf, signIn } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { makeFolder, OWNER, startServer } from "./harness/server.ts";

describe("a person's first token", () => {
  const folder = makeFolder();
  let server: RunningServer;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  let value = "";
  let curlLine = "";

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer({ folder }), startChromium()]);
    opened = await openPage(browser, server.url);
    page = opened.page;
    await signIn(page);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test("is generated in a dialog, shown once as My Token, and copied by one click (R11, R24, R26)", async () => {
    await generate(page, { name: "nightly export", days: "30", description: "reads orders" });
    const dialog = page.getByRole("dialog", { name: "My Token" });
    await expect.poll(() => dialog.textContent()).toContain("cannot be seen again");
    await expect.poll(() => dialog.textContent()).toMatch(/password manager or a vault/);
    await dialog.getByRole("button", { name: "Copy Token to clipboard" }).click();
    await dialog.getByText("Copied to the clipboard.").waitFor();
    value = await clipboard(page);
    expect(value).toMatch(/^thp_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
  });

  test("is listed with its hint, as Active and Never Used, once the dialog is closed (R23, R29)", async () => {
    await page.getByRole("tab", { name: "curl" }).click();
    await page.getByRole("button", { name: "Copy curl" }).click();
    await expect.poll(() => clipboard(page)).toMatch(/^curl /);
    curlLine = await clipboard(page);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expectTexts(rowOf(page, "nightly export"), `${value.slice(0, 17)}…`, "Active", "Never Used");
  });

  test("works in the ready curl line as it was copied, and Last Used moves (R31, R43)", async () => {
    const { stdout } = spawnSync("sh", ["-c", curlLine], { encoding: "utf8" });
    expect(JSON.parse(stdout)).toMatchObject({
      user: { email: OWNER.email },
      token: { name: "nightly export" },
    });
    await expect
      .poll(() => page.reload().then(() => rowOf(page, "nightly export").innerText()))
      .not.toMatch(/^\s*$|Never Used/);
    await rowOf(page, "nightly export").locator("time").last().hover();
    await page.getByRole("tooltip").getByText("from 127.0.0.1").waitFor();
  });

  test("comes back in no error when it is sent where it does not belong", async () => {
    const misuses: [string, RequestInit?][] = [
      [`/v1/me?access_token=${value}`],
      [`/v1/tokens/${value}`, { headers: { authorization: `Bearer ${value}` } }],
      ["/v1/me", { headers: { authorization: `Basic ${Buffer.from(`a:${value}`).toString("base64")}` } }],
      ["/v1/me", { headers: { authorization: `Token ${value}`, "x-request-id": value } }],
      [
        "/v1/session",
        { method: "POST", body: `{"${value}"`, headers: { "content-type": "application/json" } },
      ],
    ];
    for (const [path, init] of misuses) {
      const answer = await fetch(server.url + path, init);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(formsFound(value, JSON.stringify([...answer.headers]) + (await answer.text()))).toEqual([]);
    }
  });

  test("is refused on the very next request after Revoke, and works again after Restore (R54, R55)", async () => {
    await choose(page, "nightly export", "Revoke");
    await page.getByText("User token successfully revoked").waitFor();
    expect((await callWith(value, server.url)).status).toBe(401);
    await rowOf(page, "nightly export").getByText("Revoked").waitFor();

    await choose(page, "nightly export", "Restore");
    await page.getByText("User token successfully restored").waitFor();
    expect((await callWith(value, server.url)).status).toBe(200);
    await rowOf(page, "nightly export").getByText("Active").waitFor();
  });

  test("is gone for good after Delete Token… and its confirmation (R57, R58)", async () => {
    await choose(page, "nightly export", "Delete Token…");
    const dialog = page.getByRole("dialog", { name: "Delete Token" });
    await expect.poll(() => dialog.textContent()).toMatch(/cannot be undone.*API use with this token stops/s);
    await confirmDelete(page, "nightly export");
    await page.getByText("User token successfully deleted").waitFor();
    await page.getByText("No access tokens yet").waitFor();
    expect((await callWith(value, server.url)).status).toBe(401);
  });

  test("was in one answer, the one that made it, and in no request and no line of the console (R24)", async () => {
    await opened.traffic.settled();
    const { requests, answers, console } = opened.traffic;
    expect(answers.length).toBeGreaterThan(10);
    const holding = answers.filter(({ body }) => formsFound(value, body).length > 0);
    expect(holding.map(({ method, url, status }) => [method, new URL(url).pathname, status])).toEqual([
      ["POST", "/v1/tokens", 201],
    ]);
    expect(requests.filter(({ url, text }) => formsFound(value, url + text).length > 0)).toEqual([]);
    expect(formsFound(value, console.join("\n"))).toEqual([]);
  });

  test("is nowhere in the page: its elements, inputs, title, address, storage, databases, cookies, caches (R25)", async () => {
    const held = await heldBy(page);
    expect(held).toContain("Access Tokens");
    expect(formsFound(value, held)).toEqual([]);
    await page.goBack().catch(() => null);
    expect(formsFound(value, page.url())).toEqual([]);
  });

  test("no request of the page left the origin", () => {
    const origins = new Set(opened.traffic.requests.map(({ url }) => new URL(url).origin));
    expect([...origins]).toEqual([server.url]);
  });

  test("is in no file of the database and no line of the log, before and after the end (R27)", async () => {
    expect(formsFound(value, server.output())).toEqual([]);
    const running = filesIn(folder);
    expect(running.map(([path]) => path).join()).toContain("tokenhouse.db-wal");
    expect(await server.stop()).toBe(0);
    const stopped = filesIn(folder);
    expect(Buffer.concat(stopped.map(([, content]) => content)).includes("nightly export")).toBe(true);
    const holding = [...running, ...stopped].filter(([, content]) => formsFound(value, content).length > 0);
    expect(holding.map(([path]) => path)).toEqual([]);
    expect(formsFound(value, server.output())).toEqual([]);
  });
});
