/** `npm run screenshots`: pictures of every page and its states, taken of the running product, and the tour that shows them. */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, BrowserContextOptions } from "playwright-core";
import { startChromium } from "../e2e/harness/chromium.ts";
import { settle } from "../e2e/harness/expectations.ts";
import { identifyAs, startIdentityProvider } from "../e2e/harness/identity-provider.ts";
import { openPage, signIn } from "../e2e/harness/page.ts";
import type { Person } from "../e2e/harness/people.ts";
import { AS_OWNER, OWNER, startServer } from "../e2e/harness/server.ts";
import { SHOTS, type Shot } from "./screenshots/shots.ts";
import { fillWorld, takeBack, type World } from "./screenshots/world.ts";

const docs = join(import.meta.dirname, "../docs");
const images = join(docs, "images");
const MAX_BYTES = 200_000;

const WIDE = { viewport: { width: 1280, height: 800 } };
const WINDOWS: Record<string, BrowserContextOptions> = {
  light: { ...WIDE, colorScheme: "light" },
  dark: { ...WIDE, colorScheme: "dark" },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: "light" },
};

interface Look {
  suffix: string;
  options: BrowserContextOptions;
  language?: string;
}

const TOUR_HEAD = `<!-- Written by «npm run screenshots». Do not edit. -->

# A tour of the page

Pictures of the running product, light or dark as you read. The list of tokens also [in German](images/access-tokens-de.png) and [in Japanese](images/access-tokens-ja.png).
`;

const LANGUAGES = ["de", "ja"];

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;
const sessions = new Map<string, Session>();

// Named on the command line, only these are taken anew.
const named = process.argv.slice(2);
const shots = Object.values(SHOTS)
  .flat()
  .filter(({ name }) => named.length === 0 || named.includes(name));
mkdirSync(images, { recursive: true });
if (named.length === 0) for (const old of readdirSync(images)) rmSync(join(images, old));
const provider = await startIdentityProvider();
const admission = { TOKENHOUSE_OIDC_ADMISSION: "domain:guest.example=default/ask" };
const [server, empty, browser] = await Promise.all([
  startServer({ env: { ...AS_OWNER, ...provider.env, ...admission } }),
  startServer({ env: {} }),
  startChromium(),
]);
try {
  const [setUpLink = ""] = await empty.waitFor(/http:\S+\/setup#\S+/);
  provider.serve(server.url);
  const world = { ...(await fillWorld(server)), setUpLink };
  await askToJoin();
  for (const [name, options] of Object.entries(WINDOWS)) {
    for (const shot of shots) await take(shot, world, { suffix: name, options });
  }
  const list = shots.find(({ name }) => name === "access-tokens");
  for (const language of LANGUAGES) {
    if (list) await take(list, world, { suffix: language, options: WINDOWS["light"] ?? {}, language });
  }
} finally {
  await browser.close();
  await Promise.all([server.stop(), empty.stop()]);
  await provider.stop();
}
writeFileSync(join(docs, "tour.md"), tour());

/** Somebody whom the identity provider knows and nobody has let in. */
async function askToJoin(): Promise<void> {
  const { page } = await openPage(browser, server.url);
  await page.goto("/");
  await identifyAs(page, "ada@guest.example");
  await page.getByText("You have asked to join").waitFor();
  await page.context().close();
}

/** Each in a window of its own, so that no picture shows what another one left. */
async function take(shot: Shot, world: World, look: Look): Promise<void> {
  const session = shot.as === null ? {} : { storageState: await sessionOf(shot.as ?? OWNER) };
  const { page } = await openPage(browser, server.url, { ...look.options, ...session });
  await page.goto("/");
  if (look.language) await page.evaluate(`localStorage.setItem("tokenhouse.language", "${look.language}")`);
  await page.goto(shot.path);
  await shot.reach(page, world);
  await settle(page);
  const path = join(images, `${shot.name}-${look.suffix}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  await page.context().close();
  if (shot.changes) await takeBack(server.url);
  const { size } = statSync(path);
  if (size > MAX_BYTES) throw new Error(`${path} has ${size} bytes, more than ${MAX_BYTES}`);
}

/** Signed in once each: the audit log has more to show than that. */
async function sessionOf(person: Person): Promise<Session> {
  const known = sessions.get(person.email);
  if (known) return known;
  const { page } = await openPage(browser, server.url);
  await signIn(page, person);
  const session = await page.context().storageState();
  await page.context().close();
  sessions.set(person.email, session);
  return session;
}

/** `docs/tour.md`: every picture, in the reader's colour scheme. */
function tour(): string {
  const sections = Object.entries(SHOTS).map(
    ([title, shots]) => `## ${title}\n\n${shots.map(figure).join("\n")}`,
  );
  return `${TOUR_HEAD}\n${sections.join("\n")}`;
}

function figure({ name, caption }: Shot): string {
  return `### ${caption}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/${name}-dark.png" />
  <img src="images/${name}-light.png" alt="${caption}" />
</picture>

[On a phone](images/${name}-phone.png)
`;
}
