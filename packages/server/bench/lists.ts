/**
 * How long the server takes for the lists of a project with 10 000 tokens: whole requests from the route to the answer's
 * bytes, without a network, as the page sends them. Prints a table and writes it to docs/reference/lists-performance.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { buildServer } from "../src/http/server.ts";
import { createLog } from "../src/log.ts";
import { createService } from "../src/main.ts";
import { openDatabase } from "../src/storage/open.ts";
import { createUsageBuffer } from "../src/verify/usage-buffer.ts";
import { fillProject } from "./busy-project.ts";
import { createCaller } from "./caller.ts";

const TOKENS = 10_000;
const ROUNDS = 30;
const WARM_UP = 5;
const PAGE = join(import.meta.dirname, "../../../docs/reference/lists-performance.md");

type Work = () => Promise<unknown>;

const folder = mkdtempSync(join(tmpdir(), "tokenhouse-bench-"));
const db = await openDatabase(`sqlite:${join(folder, "tokenhouse.db")}`);
const service = await createService({ tokenPrefix: "th" }, db);
const usage = createUsageBuffer({
  write: () => Promise.resolve(),
  everyMs: 60_000,
  onError: () => undefined,
});
const app = { service, usage, url: () => "", isSecure: false, basePath: "/", state: { draining: false } };
const options = { app, log: createLog("silent"), trustProxy: [], pageFolder: import.meta.dirname };
const server = await buildServer(options);
const owner = await fillProject(service, TOKENS);
const { get, post, cursorNear } = await createCaller(server, owner);
const report = reportOf(await measure(await listWorks()));
await server.close();
await usage.close();
await db.destroy();
rmSync(folder, { recursive: true });
writeFileSync(PAGE, report);
process.stdout.write(report);

/** What is measured, by the name it has in the table. */
async function listWorks(): Promise<Map<string, Work>> {
  const works = new Map<string, Work>([
    ["own tokens, first page", () => get("/v1/tokens")],
    ["own tokens, search", () => get("/v1/tokens?search=deploy")],
  ]);
  const overview = (name: string, query: string) =>
    works.set(`overview, ${name}`, () => get(`/v1/project/tokens?${query}`));
  for (const sort of ["-createdAt", "createdAt", "expiresAt", "-lastUsedAt", "name"]) {
    overview(`first page by ${sort}`, `sort=${sort}`);
    const cursor = await cursorNear(TOKENS - 100, `/v1/project/tokens?sort=${sort}`);
    overview(`page after ${TOKENS - 100} tokens by ${sort}`, `sort=${sort}&cursor=${cursor}`);
  }
  overview("search with 10 hits", "search=nightly");
  overview("search with 9 990 hits", "search=deploy");
  overview("search without a hit", "search=nothing+like+it");
  overview("search for a holder", "search=person.7@");
  overview("one holder's", `holder=${owner.id}`);
  overview("service tokens", "kind=service");
  for (const status of ["active", "revoked", "expired"]) overview(`${status} ones`, `status=${status}`);
  works.set("export of all, CSV", () => get("/v1/project/tokens.csv"));
  works.set("export of all, JSON", () => get("/v1/project/tokens.json"));
  works.set("members, first page", () => get("/v1/members"));
  works.set("service accounts, first page", () => get("/v1/service-accounts"));
  works.set("preview of a settings change", () =>
    post("/v1/settings/preview", { everyoneMayGenerate: false }),
  );
  return works;
}

interface Sample {
  wallMs: number;
  cpuMs: number;
}

/** Interleaved, so that a slow moment of the machine falls on all of them. */
async function measure(works: Map<string, Work>): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>([...works.keys()].map((name) => [name, []]));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const [name, work] of works) {
      const sample = await time(work);
      if (round >= WARM_UP) samples.get(name)?.push(sample);
    }
  }
  return samples;
}

async function time(work: Work): Promise<Sample> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

function reportOf(samples: Map<string, Sample[]>): string {
  const rows = [...samples].map(([name, all]) => {
    const [wall, cpu] = [all.map(({ wallMs }) => wallMs), all.map(({ cpuMs }) => cpuMs)];
    return `| ${name} | ${quantile(cpu, 0.5)} | ${quantile(wall, 0.5)} | ${quantile(wall, 0.95)} |`;
  });
  const load = loadavg()[0]?.toFixed(1);
  return `# How quick the lists are

A project with 10 000 tokens of 40 people and 10 service accounts. Each figure is the time in milliseconds that the server takes for a whole request (session, rights, queries, JSON or CSV) without a network, over ${ROUNDS} interleaved rounds. A page has 25 rows and the total. On a machine that is busy with other things the CPU time is the server's own, and the rest is waiting for a core.

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, SQLite, ${availableParallelism()} cores with a load average of ${load}.

| request | CPU, median | elapsed, median | elapsed, 95 % below |
| --- | ---: | ---: | ---: |
${rows.join("\n")}
`;
}

function quantile(times: readonly number[], part: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN).toFixed(1);
}
