import { rmSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectTexts } from "./harness/expectations.ts";
import { choose, generate, openPage, rowOf, signIn } from "./harness/page.ts";
import type { RunningServer } from "./harness/server.ts";
import { makeFolder, startServer } from "./harness/server.ts";

/** Preloaded, it lets a server live so many days from now. */
const inDays = (days: number) =>
  `--import=data:text/javascript,${encodeURIComponent(`{const{now}=Date;Date.now=()=>now()+${days}*864e5}`)}`;

const MARKUP = `<img src=x onerror="document.title='ran'"><b>bold</b>`;
const WIDE = { viewport: { width: 1700, height: 900 }, timezoneId: "America/Los_Angeles" };

describe("a list with tokens in every state", () => {
  const folder = makeFolder();
  const ids: Record<string, string> = {};
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const before = await startServer({ folder });
    const make = async (name: string, lifetimeDays: number) => {
      const { value, token } = await generateToken(before.url, { name, lifetimeDays, description: MARKUP });
      ids[name] = token.id;
      return { value, path: `/v1/tokens/${token.id}` };
    };
    const active = await make("nightly export", 30);
    const call = (method: string, path: string, body?: object) =>
      fetch(before.url + path, {
        method,
        headers: { authorization: `Bearer ${active.value}`, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
    await call("PATCH", "/v1/settings", { maxLifetimeDays: -1 });
    await make("lasting", -1);
    await make("over", 1);
    const revoked = await make("paused", 30);
    await call("POST", `${revoked.path}/revoke`, {});
    await callWith(active.value, before.url);
    await before.stop();
    [server, browser] = await Promise.all([
      startServer({ folder, env: { NODE_OPTIONS: inDays(2) } }),
      startChromium(),
    ]);
    ({ page } = await openPage(browser, server.url, WIDE));
    await signIn(page);
    await rowOf(page, "nightly export").waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test("shows name, partial token, token ID, description, status, creation, expiry and last use (R48)", async () => {
    const heads = () => page.getByRole("columnheader").allInnerTexts();
    await expect
      .poll(async () => (await heads()).map((head) => head.trim()))
      .toEqual([
        "Name",
        "Token",
        "Token ID",
        "Description",
        "Scopes",
        "Status",
        "Created",
        "Expires",
        "Last Used",
      ]);
    const row = rowOf(page, "nightly export");
    await expect.poll(() => row.innerText()).toMatch(/thp_[0-9A-Za-z]{12}_…/);
    await expectTexts(row, ids["nightly export"]?.slice(0, 8) ?? "no such token");
  });

  test.each([
    ["nightly export", "Active", "green"],
    ["paused", "Revoked", "orange"],
    ["over", "Expired", "red"],
  ])("shows «%s» as %s in %s, with an icon beside the word (R49)", async (name, status, colour) => {
    const badge = rowOf(page, name).locator(".mantine-Badge-root", { hasText: status });
    await expect.poll(() => badge.locator("svg").count()).toBe(1);
    expect(await hueOf(page, name)).toBe(colour);
  });

  test("says Never Used and Never, and tells times in the reader's own zone (R50, R51)", async () => {
    const lasting = () => rowOf(page, "lasting").getByRole("cell").allInnerTexts();
    await expect.poll(async () => (await lasting()).slice(8, 10)).toEqual(["Never", "Never Used"]);
    const used = rowOf(page, "nightly export");
    await expect.poll(() => used.innerText()).not.toContain("Never");
    const instants = await used.locator("time").all();
    expect(instants).toHaveLength(3);
    for (const instant of instants) {
      const at = new Date((await instant.getAttribute("datetime")) ?? "");
      const local = at.toLocaleString("sv-SE", { timeZone: WIDE.timezoneId });
      await instant.hover();
      const exact = page.getByRole("tooltip").filter({ hasText: `${local} local time` });
      await exact.filter({ hasText: at.toISOString().slice(0, 19).replace("T", " ") }).waitFor();
      await page.mouse.move(0, 0);
      await exact.waitFor({ state: "detached" });
    }
  });

  test.each([
    ["nightly export", ["Rotate", "Revoke", "Delete Token…"]],
    ["paused", ["Restore", "Delete Token…"]],
    ["over", ["Delete Token…"]],
  ])("offers in the menu of «%s» what its state allows: %j (R53)", async (name, entries) => {
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menu").waitFor();
    await expect.poll(() => page.getByRole("menuitem").allInnerTexts()).toEqual(entries);
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
  });

  test("asks before it deletes, says what that means, and changes nothing when cancelled (R57)", async () => {
    await choose(page, "lasting", "Delete Token…");
    const dialog = page.getByRole("dialog", { name: "Delete Token" });
    await expect.poll(() => dialog.innerText()).toMatch(/cannot be undone.*API use with this token stops/s);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.reload();
    await rowOf(page, "lasting").getByText("Active").waitFor();
  });

  test("shows a description as it was typed, and runs nothing of it (R20)", async () => {
    await rowOf(page, "nightly export").getByText(MARKUP, { exact: true }).waitFor();
    await expect.poll(() => rowOf(page, "nightly export").locator("img, b").count()).toBe(0);
    expect(await page.title()).not.toBe("ran");
  });

  test("shows a new value once: neither back, nor forward, nor a reload opens My Token again (R24, R25)", async () => {
    await page.goto("/preferences/access-tokens");
    await page.goto("/preferences/access-tokens?search=once");
    await generate(page, { name: "once" });
    const dialog = page.getByRole("dialog", { name: "My Token" });
    await dialog.getByRole("button", { name: "Copy Token to clipboard" }).click();
    await dialog.getByRole("button", { name: "Done" }).click();
    await dialog.waitFor({ state: "detached" });
    for (const step of [() => page.goBack(), () => page.goForward(), () => page.reload()]) {
      await step();
      await rowOf(page, "once").waitFor();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    }
  });
});

/** The name of the colour that the status of a token's row is written in. */
async function hueOf(page: Page, name: string): Promise<string> {
  const evaluated = `(${STATUS_AS_RGB})(${JSON.stringify(name)})`;
  const [red = 0, green = 0, blue = 0] = await page.evaluate<number[]>(evaluated);
  const most = Math.max(red, green, blue);
  if (most === green) return "green";
  if (most !== red) return "blue";
  return (green - blue) / (most - Math.min(green, blue)) > 0.15 ? "orange" : "red";
}

/** Evaluated in the page. */
const STATUS_AS_RGB = `(name) => {
  const row = [...document.querySelectorAll("tr")].find(({ textContent }) => textContent.includes(name));
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(row.querySelector(".mantine-Badge-label")).color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
}`;
