import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startChromium } from "./harness/chromium.ts";
import { expectFocus } from "./harness/expectations.ts";
import { choose, openPage, rowOf, signIn } from "./harness/page.ts";
import { addPeople, MEMBER } from "./harness/people.ts";
import type { RunningServer } from "./harness/server.ts";
import { startServer } from "./harness/server.ts";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startChromium()]);
  const { owner } = await addPeople(server.url);
  await generateToken(server.url, { name: "nightly export" });
  await owner.addServiceAccount({ body: { name: "Importer", role: "member" } });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Whether what has the focus lies in the dialog, and what it is called there. */
const focused = (page: Page) => page.getByRole("dialog").locator(":focus");

test.each([
  ["/preferences/access-tokens", "nightly export", "Delete Token…", "Delete"],
  ["/project/members", MEMBER.name, "Deactivate…", "Deactivate"],
  ["/project/members", MEMBER.name, "Remove…", "Remove"],
  ["/project/service-accounts", "Importer", "Delete Service Account…", "Delete"],
  ["/projects", "Default", "Close…", "Close project"],
])(
  "at %s the question before «%s: %s» begins away from its danger button, is answered by keyboard, and gives the focus back (X20)",
  async (path, name, entry, danger) => {
    const { page } = await openPage(browser, server.url);
    await signIn(page);
    await page.goto(path);
    await rowOf(page, name).first().waitFor();
    await choose(page, name, entry);
    const button = page.getByRole("dialog").getByRole("button", { name: danger, exact: true });
    await button.waitFor();
    await focused(page).waitFor();
    await expect.poll(() => focused(page).innerText()).not.toBe(danger);
    await reach(page, "Cancel");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expectFocus(page.getByRole("button", { name: `Actions for ${name}` }));
  },
);

/** Tab by Tab to the button, as somebody without a mouse gets there. */
async function reach(page: Page, name: string): Promise<void> {
  const button = page.getByRole("dialog").getByRole("button", { name, exact: true });
  for (let step = 0; step < 12; step++) {
    if ((await button.and(page.locator(":focus")).count()) > 0) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Twelve Tabs do not lead to «${name}»`);
}
