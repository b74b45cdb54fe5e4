/**
 * How long the page takes to show what was asked of a list of 100 000 tokens, in a real browser against a real server.
 * Prints a table and writes it to docs/reference/page-performance.md.
 */
import { rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { fillProject, type Owner } from "../../packages/server/bench/busy-project.ts";
import { createIdleService } from "../../packages/server/test/idle-app.ts";
import { openDatabase } from "../../packages/server/src/storage/open.ts";
import { startChromium } from "../harness/chromium.ts";
import { openPage, signIn } from "../harness/page.ts";
import { makeFolder, startServer } from "../harness/server.ts";

const TOKENS = 100_000;
const ROUNDS = 9;
const WARM_UP = 2;
const TARGET = join(import.meta.dirname, "../../docs/reference/page-performance.md");

/** In ms: from the page's request to the first frame that shows the answer, and from the person's act to that frame. */
interface Sample {
  fromRequest: number;
  fromAct: number;
}

/** What a person does, and by what in its address the request it leads to is known. */
interface Act {
  request: RegExp;
  run: (page: Page) => Promise<void>;
}

const ACTS: Record<string, Act> = {
  "search with 100 hits": search("nightly"),
  "search with 99 900 hits": search("deploy"),
  "search for one token by its name": search("deploy 77777"),
  "search without a hit": search("nothing like it"),
  "sort by name": sortBy("Name"),
  "sort by expiry": sortBy("Expires"),
  "sort by last use": sortBy("Last Used"),
  "next page": {
    request: /[?&]cursor=/,
    run: (page) => page.getByRole("button", { name: "Load more" }).click(),
  },
};

/** Notes when the person acts, and each frame in which the list is not what it was. */
const WATCH = `{
  performance.clearResourceTimings();
  window.acts = [];
  window.frames = [];
  for (const kind of ["keydown", "click"])
    addEventListener(kind, () => window.acts.push(performance.now()), { capture: true });
  new MutationObserver(() => requestAnimationFrame(() => window.frames.push(performance.now())))
    .observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true });
}`;

/** Waits for the answer and the first frame after it. */
const RESULT = `(source) => new Promise((resolve) => {
  const look = () => {
    const entry = performance.getEntriesByType("resource")
      .find(({ name, responseEnd }) => new RegExp(source).test(name) && responseEnd > 0);
    const frame = entry && window.frames.find((at) => at > entry.responseEnd);
    if (!frame) return requestAnimationFrame(look);
    resolve({ fromRequest: frame - entry.startTime, fromAct: frame - window.acts.at(-1) });
  };
  look();
})`;

const folder = makeFolder();
process.stderr.write(`Filling a project with ${TOKENS} tokens\n`);
const owner = await fill();
const [server, browser] = await Promise.all([startServer({ folder, env: {} }), startChromium()]);
try {
  const { page } = await openPage(browser, server.url, { viewport: { width: 1280, height: 800 } });
  await signIn(page, owner);
  const report = reportOf(await measureAll(page));
  writeFileSync(TARGET, report);
  process.stdout.write(report);
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true });
}

async function fill(): Promise<Owner> {
  const db = await openDatabase(`sqlite:${join(folder, "tokenhouse.db")}`);
  const { service } = await createIdleService(db);
  const filled = await fillProject(service, { tokens: TOKENS, people: 40, accounts: 10 });
  await db.destroy();
  return filled;
}

function search(text: string): Act {
  return {
    request: /[?&]search=/,
    async run(page) {
      const field = page.getByRole("searchbox");
      await field.fill(text.slice(0, -1));
      await field.press(text.at(-1) ?? "");
    },
  };
}

function sortBy(column: string): Act {
  return {
    request: /[?&]sort=/,
    run: (page) => page.getByRole("columnheader", { name: column }).getByRole("button").click(),
  };
}

/** Interleaved, each act from the untouched list, so that a slow moment of the machine falls on all of them. */
async function measureAll(page: Page): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(Object.keys(ACTS).map((name) => [name, []]));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const [name, act] of Object.entries(ACTS)) {
      await page.goto("/project/tokens");
      await page.getByRole("row").nth(25).waitFor();
      const sample = await measure(page, act);
      if (round >= WARM_UP) samples.get(name)?.push(sample);
    }
  }
  return samples;
}

async function measure(page: Page, { request, run }: Act): Promise<Sample> {
  await page.evaluate(WATCH);
  await run(page);
  return page.evaluate<Sample>(`(${RESULT})(${JSON.stringify(request.source)})`);
}

function reportOf(samples: Map<string, Sample[]>): string {
  const rows = [...samples].map(([name, all]) => {
    const part = (key: keyof Sample, of: number) =>
      quantile(
        all.map((sample) => sample[key]),
        of,
      );
    return `| ${name} | ${part("fromRequest", 0.5)} | ${part("fromRequest", 0.95)} | ${part("fromAct", 0.5)} |`;
  });
  const load = loadavg()[0]?.toFixed(1);
  return `# How quick the page is

Project Tokens with ${TOKENS.toLocaleString("en").replaceAll(",", " ")} tokens of 40 people and 10 service accounts, in Chromium, over ${ROUNDS} interleaved rounds. Each figure is in milliseconds: from the page's request to the first frame that shows the answer (server, network on this machine, drawing), and from the key or the click to that frame, which holds the pause in which the page waits for more typing.

Written by \`npm run bench page\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, SQLite, ${cpus().length} cores with a load average of ${load}.

| act | request to frame, median | 95 % below | act to frame, median |
| --- | ---: | ---: | ---: |
${rows.join("\n")}
`;
}

function quantile(times: readonly number[], part: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN).toFixed(0);
}
