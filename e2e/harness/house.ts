import type { Client } from "@tokenhouse/sdk/client";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { startChromium } from "./chromium.ts";
import { type OpenPage, openPage, signIn } from "./page.ts";
import { addPeople, type Person } from "./people.ts";
import { startServer } from "./server.ts";

/** A server with OWNER, ADMIN and MEMBER, and a browser, for the tests of one file. */
export interface House {
  readonly url: string;
  readonly browser: Browser;
  /** Calls the API as OWNER does. */
  readonly owner: Client;
  readonly memberId: string;
  /** A window in which nobody is signed in. */
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  /** A window at Access Tokens, where somebody has signed in. */
  openAs(person: Person, options?: BrowserContextOptions): Promise<OpenPage>;
}

/** Starts both ahead of the file's other hooks and tests, and stops them after all of them. */
export function useHouse(): House {
  let running: Awaited<ReturnType<typeof start>> | undefined;
  const parts = () => {
    if (!running) throw new Error("The house stands only once the tests have begun");
    return running;
  };
  const open = (options?: BrowserContextOptions) => openPage(parts().browser, parts().server.url, options);
  beforeAll(async () => {
    running = await start();
  });
  afterAll(async () => {
    await running?.browser.close();
    await running?.server.stop();
  });
  return {
    get url() {
      return parts().server.url;
    },
    get browser() {
      return parts().browser;
    },
    get owner() {
      return parts().owner;
    },
    get memberId() {
      return parts().memberId;
    },
    open,
    async openAs(person, options) {
      const opened = await open(options);
      await signIn(opened.page, person);
      return opened;
    },
  };
}

async function start() {
  const [server, browser] = await Promise.all([startServer(), startChromium()]);
  return { server, browser, ...(await addPeople(server.url)) };
}
