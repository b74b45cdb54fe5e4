import type { Client } from "@tokenhouse/sdk/client";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formsFound } from "./harness/canary.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus, expectTexts } from "./harness/expectations.ts";
import { heldBy } from "./harness/held.ts";
import { testLooks } from "./harness/looks.ts";
import type { OpenPage } from "./harness/page.ts";
import { clipboard, generate, openPage, rowOf, signIn } from "./harness/page.ts";
import { clientOf } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { OWNER, startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;
let owner: Client;

const VALUE = /^thp_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/;
const COPY = { name: "Copy Token to clipboard" };

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  owner = await clientOf(server.url, OWNER);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** A fresh value on show. `before` runs in the page ahead of its own code. */
async function showValue(name: string, before?: string): Promise<OpenPage & { dialog: Locator }> {
  const opened = await openPage(browser, server.url);
  if (before !== undefined) await opened.page.addInitScript(before);
  await signIn(opened.page);
  await generate(opened.page, { name });
  const dialog = opened.page.getByRole("dialog", { name: "My Token" });
  await expectFocus(dialog.getByRole("button", COPY));
  return { ...opened, dialog };
}

/** Reads the clipboard from another page of the same window, which has all that a browser offers. */
async function clipboardElsewhere(page: Page): Promise<string> {
  const other = await page.context().newPage();
  await other.goto("/signin");
  await other.bringToFront();
  const text = await clipboard(other);
  await other.close();
  return text;
}

async function isOpen(button: Locator): Promise<void> {
  await expect.poll(() => button.isEnabled()).toBe(true);
}

async function isShut(button: Locator): Promise<void> {
  await expect.poll(() => button.isDisabled()).toBe(true);
}

describe("the value", () => {
  test("is masked until asked for, and selected as a whole when entered (X8)", async () => {
    const { page, dialog } = await showValue("masked");
    const field = dialog.getByLabel("Token value");
    await expect.poll(() => field.inputValue()).toMatch(/^thp_[0-9A-Za-z]{12}_•{38}$/);
    await dialog.getByRole("button", { name: "Show the value" }).click();
    await expect.poll(() => field.inputValue()).toMatch(VALUE);
    await field.focus();
    const selected =
      "(({ selectionStart, selectionEnd, value }) => [selectionStart, selectionEnd, value.length])(document.activeElement)";
    await expect.poll(() => page.evaluate(selected)).toEqual([0, 55, 55]);
    const value = await field.inputValue();
    await dialog.getByRole("button", { name: "Hide the value" }).click();
    await expect.poll(() => field.inputValue()).toContain("•");
    expect(formsFound(value, await heldBy(page))).toEqual([]);
  });

  test("is copied whole by hand too, even while it is masked, and the dialog may then close (X8)", async () => {
    const { page, dialog } = await showValue("by hand");
    await isShut(dialog.getByRole("button", { name: "Done" }));
    await dialog.getByLabel("Token value").focus();
    await page.keyboard.press("ControlOrMeta+c");
    await dialog.getByText("Copied to the clipboard.").waitFor();
    expect(await clipboard(page)).toMatch(VALUE);
    await isOpen(dialog.getByRole("button", { name: "Done" }));
  });

  test("is copied by its button without the Clipboard API, as over plain HTTP (X8)", async () => {
    const without = "Object.defineProperty(navigator, 'clipboard', { value: undefined })";
    const { page, dialog } = await showValue("plain", without);
    await dialog.getByRole("button", COPY).click();
    await dialog.getByText("Copied to the clipboard.").waitFor();
    await expectFocus(dialog.getByRole("button", COPY));
    expect(await clipboardElsewhere(page)).toMatch(VALUE);
  });

  test("is selected, and how to copy it is said, where nothing of that works (X8)", async () => {
    const without = `Object.defineProperty(navigator, 'clipboard', { value: undefined });
      document.execCommand = () => false`;
    const { page, dialog } = await showValue("by no means", without);
    await dialog.getByRole("button", COPY).click();
    await dialog.getByText("Copying did not work here. The text is selected").waitFor();
    await expectFocus(dialog.getByLabel("Token value"));
    await isShut(dialog.getByRole("button", { name: "Done" }));
    await page.keyboard.press("ControlOrMeta+c");
    await dialog.getByText("Copied to the clipboard.").waitFor();
    expect(await clipboardElsewhere(page)).toMatch(VALUE);
  });
});

describe("the ways to use it", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tokenhouse-ways-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Copies the lines of a tab. */
  async function linesOf(dialog: Locator, tab: string): Promise<string> {
    await dialog.getByRole("tab", { name: tab }).click();
    await dialog.getByRole("button", { name: `Copy ${tab}` }).click();
    await dialog.getByText("Copied to the clipboard.").waitFor();
    return clipboard(dialog.page());
  }

  /** Saves the file of a tab below its proposed name, which is returned with what stands in it. */
  async function fileOf(dialog: Locator, ending: string): Promise<[name: string, text: string]> {
    const coming = dialog.page().waitForEvent("download");
    await dialog.getByRole("button", { name: `Download ${ending}` }).click();
    const download = await coming;
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    return [download.suggestedFilename(), readFileSync(path, "utf8")];
  }

  function run(command: string, args: string[]): { status: number | null; stdout: string } {
    const { status, stdout } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
    return { status, stdout };
  }

  const hasPython = spawnSync("python3", ["--version"]).status === 0;

  test("all work as they are copied: curl, Node and Python (X9)", async () => {
    const { dialog } = await showValue("every way");
    writeFileSync(join(folder, "example.mjs"), await linesOf(dialog, "Node"));
    writeFileSync(join(folder, "example.py"), await linesOf(dialog, "Python"));
    // Neither holds the value: it is not stored yet.
    await isShut(dialog.getByRole("button", { name: "Done" }));
    const env = await linesOf(dialog, ".env");
    expect(env).toMatch(/^TOKENHOUSE_URL=http:\/\/\S+\nTOKENHOUSE_TOKEN=thp_\w+$/);
    writeFileSync(join(folder, ".env"), env);
    const curl = run("sh", ["-c", await linesOf(dialog, "curl")]);
    expect(JSON.parse(curl.stdout)).toMatchObject({ token: { name: "every way" } });
    const node = run(process.execPath, ["--env-file=.env", "example.mjs"]);
    expect(node.stdout).toContain("200");
    expect(node.stdout).toContain("every way");
    if (!hasPython) return;
    const python = run("sh", ["-c", "set -a; . ./.env; python3 example.py"]);
    expect(python.stdout).toContain("200");
    expect(python.stdout).toContain("every way");
  });

  test("hold a Kubernetes Secret whose name and values are right, whatever the token is called (X9)", async () => {
    const { dialog } = await showValue("Ünïcode: «CI» # deploy");
    const secret = await linesOf(dialog, "Kubernetes");
    const [head = "", data = ""] = secret.split("stringData:\n");
    expect(head).toBe("apiVersion: v1\nkind: Secret\nmetadata:\n  name: unicode-ci-deploy\ntype: Opaque\n");
    const entries = data.split("\n").map((line) => /^ {2}(\w+): (".*")$/.exec(line)?.slice(1) ?? []);
    expect(entries.map(([name, text = '""']) => [name, JSON.parse(text) as string])).toEqual([
      ["TOKENHOUSE_URL", server.url],
      ["TOKENHOUSE_TOKEN", expect.stringMatching(VALUE)],
    ]);
  });

  test("can be saved as files, which counts as stored and leaves nothing behind (X9, X10)", async () => {
    const watch = `window.addresses = [];
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => { const url = create(blob); window.addresses.push(url); return url; }`;
    const { page, dialog } = await showValue("to files", watch);
    const done = dialog.getByRole("button", { name: "Done" });
    await isShut(done);
    const [name, text] = await fileOf(dialog, ".txt");
    expect(name).toBe("to-files.txt");
    expect(text).toMatch(/^thp_\w+\n$/);
    await dialog.getByText("Saved as a file.").waitFor();
    await isOpen(done);
    await dialog.getByRole("tab", { name: ".env" }).click();
    const [, env] = await fileOf(dialog, ".env");
    expect(env).toBe(`TOKENHOUSE_URL=${server.url}\nTOKENHOUSE_TOKEN=${text}`);
    const gone =
      "Promise.allSettled(addresses.map((url) => fetch(url))).then((all) => all.map((one) => one.status))";
    expect(await page.evaluate(gone)).toEqual(["rejected", "rejected"]);
  });
});

describe("«Test this token»", () => {
  test("calls with the value alone, says that it works, and keeps the value nowhere (X9, X10)", async () => {
    const { page, dialog, traffic } = await showValue("on trial");
    await dialog.getByRole("button", { name: "Test this token" }).click();
    await dialog.getByText(`Works: calls as ${OWNER.email} in Default.`).waitFor();
    await dialog.getByRole("button", COPY).click();
    await dialog.getByText("Copied to the clipboard.").waitFor();
    const value = await clipboard(page);
    await dialog.getByRole("button", { name: "Done" }).click();
    await rowOf(page, "on trial").waitFor();

    await traffic.settled();
    const carrying = traffic.requests.filter(({ url, text }) => formsFound(value, url + text).length > 0);
    expect(carrying.map(({ url }) => url)).toEqual([`${server.url}/v1/me`]);
    expect(carrying.map(({ text }) => /cookie|csrf/i.test(text))).toEqual([false]);
    expect(formsFound(value, await heldBy(page))).toEqual([]);
    expect(formsFound(value, traffic.console.join("\n"))).toEqual([]);
  });

  test("says why when the token is refused, and nobody is signed out by that (X9)", async () => {
    const { page, dialog } = await showValue("refused");
    const { items } = await owner.listTokens({ query: { search: "refused" } });
    await owner.revokeToken({ params: { id: items[0]?.id ?? "" }, body: {} });
    await dialog.getByRole("button", { name: "Test this token" }).click();
    await expectTexts(dialog, "The access token is unknown, expired, revoked or may not be used here.");
    await dialog.getByLabel("I have stored the value").check();
    await dialog.getByRole("button", { name: "Done" }).click();
    await rowOf(page, "refused").getByText("Revoked").waitFor();
  });
});

describe("closing", () => {
  test("is asked about until the value is stored: by Escape, outside, the cross and Back (X7)", async () => {
    const { page } = await openPage(browser, server.url);
    await signIn(page);
    await page.getByRole("link", { name: "Profile" }).click();
    await page.getByRole("heading", { name: "Profile" }).waitFor();
    await page.getByRole("link", { name: "Access Tokens" }).first().click();
    const dialog = await reachValue(page);
    const ways = [
      () => page.keyboard.press("Escape"),
      () => page.mouse.click(5, 400),
      () => dialog.getByRole("button", { name: "Close", exact: true }).click(),
      () => page.goBack(),
    ];
    for (const tryToClose of ways) {
      await tryToClose();
      await page.getByText("Close without storing the value?").waitFor();
      await expectFocus(page.getByRole("button", { name: "Keep it open" }));
      await page.keyboard.press("Enter");
      await expectFocus(dialog.getByRole("button", COPY));
    }
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Close anyway" }).click();
    await dialog.waitFor({ state: "detached" });
    await expectFocus(page.getByRole("button", { name: "Generate New Token" }));
  });

  test("of the whole page is asked about by the browser until the value is stored (X7)", async () => {
    const { page, dialog } = await showValue("reloaded");
    const asked: string[] = [];
    page.on("dialog", (question) => {
      asked.push(question.type());
      void question.dismiss();
    });
    // The dismissed question keeps the page where it is, and so the reload never ends.
    await page.evaluate("setTimeout(() => location.reload())");
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await dialog.getByLabel("I have stored the value").check();
    await page.reload();
    await rowOf(page, "reloaded").waitFor();
    expect(asked).toEqual(["beforeunload"]);
  });

  test("after «Done» shows the new token in the list and gives the focus back (X7, X25)", async () => {
    const { page, dialog } = await showValue("done with");
    await isShut(dialog.getByRole("button", { name: "Done" }));
    await dialog.getByLabel("I have stored the value").check();
    await dialog.getByRole("button", { name: "Done" }).click();
    await dialog.waitFor({ state: "detached" });
    await expectFocus(page.getByRole("button", { name: "Generate New Token" }));
    await rowOf(page, "done with").waitFor();
  });
});

async function reachValue(page: Page): Promise<Locator> {
  await generate(page, { name: crypto.randomUUID() });
  const dialog = page.getByRole("dialog", { name: "My Token" });
  await expectFocus(dialog.getByRole("button", COPY));
  return dialog;
}

async function reachTab(page: Page, tab: string): Promise<void> {
  const dialog = await reachValue(page);
  await dialog.getByRole("tab", { name: tab }).click();
  await dialog.getByRole("button", { name: `Copy ${tab}` }).click();
  await dialog.getByText("Copied to the clipboard.").waitFor();
}

testLooks({
  where: () => ({ browser, url: server.url }),
  as: OWNER,
  path: "/preferences/access-tokens",
  states: {
    "My Token with the value shown": async (page) => {
      const dialog = await reachValue(page);
      await dialog.getByRole("button", { name: "Show the value" }).click();
      await dialog.getByRole("button", { name: "Hide the value" }).waitFor();
    },
    "My Token's curl line": (page) => reachTab(page, "curl"),
    "My Token's lines for Python": (page) => reachTab(page, "Python"),
    "My Token's Secret for Kubernetes": (page) => reachTab(page, "Kubernetes"),
    "My Token tested": async (page) => {
      const dialog = await reachValue(page);
      await dialog.getByRole("button", { name: "Test this token" }).click();
      await dialog.getByText("Works:").waitFor();
    },
    "the question before My Token is lost": async (page) => {
      await reachValue(page);
      await page.keyboard.press("Escape");
      await page.getByText("Close without storing the value?").waitFor();
    },
  },
});
