import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { axeFindings, sidewaysFindings } from "./expectations.ts";
import { openPage, signIn } from "./page.ts";
import type { Person } from "./people.ts";

/** What people look at pages with. */
export const WINDOWS: Record<string, BrowserContextOptions> = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  "light, 360 px wide": { colorScheme: "light", viewport: { width: 360, height: 740 } },
};

interface Looks {
  /** The browser and the server's address, once they run. */
  where: () => { browser: Browser; url: string };
  as: Person;
  /** Where each state begins. */
  path: string;
  /** What the page can look like: how to get there, and what is seen then. */
  states: Record<string, (page: Page) => Promise<unknown>>;
}

/** Declares, for every window and state, that the page passes axe and scrolls nowhere sideways. */
export function testLooks({ where, as, path, states }: Looks): void {
  describe.each(Object.entries(WINDOWS))("in a window that is %s", (_, options) => {
    let page: Page;
    beforeAll(async () => {
      const { browser, url } = where();
      ({ page } = await openPage(browser, url, options));
      await signIn(page, as);
    });

    test.each(Object.entries(states))("%s passes axe and scrolls nowhere sideways", async (_, reach) => {
      await page.goto(path);
      await reach(page);
      expect(await axeFindings(page)).toEqual([]);
      expect(await sidewaysFindings(page)).toEqual([]);
    });
  });
}
