/**
 * How long the server takes for lists of 100 000 tokens, of many holders and of one: whole requests from the route to the
 * answer's bytes, without a network, as the page sends them. Prints tables and writes them to
 * docs/reference/lists-performance.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { DAY_MS } from "../src/core/limits.ts";
import { buildServer } from "../src/http/server.ts";
import { createLog } from "../src/log.ts";
import { openDatabase } from "../src/storage/open.ts";
import { createIdleApp } from "../test/idle-app.ts";
import type { Owner, Size } from "./busy-project.ts";
import { fillProject } from "./busy-project.ts";
import type { Caller } from "./caller.ts";
import { createCaller } from "./caller.ts";
import { quantile } from "./measure.ts";

const TOKENS = 100_000;
const ROUNDS = 9;
const WARM_UP = 1;
const PAGE = join(import.meta.dirname, "../../../docs/reference/lists-performance.md");

type Work = () => Promise<unknown>;
type Works = Map<string, Work>;

const many = await measureIn({ tokens: TOKENS, people: 40, accounts: 10 }, (caller, owner) =>
  worksOfProject(caller, owner),
);
const one = await measureIn({ tokens: TOKENS, people: 1, accounts: 0 }, (caller) =>
  worksOfList(caller, "/v1/tokens"),
);
const report = reportOf(many, one);
writeFileSync(PAGE, report);
process.stdout.write(report);

/** Measures in an installation of its own. */
async function measureIn(
  size: Size,
  worksIn: (caller: Caller, owner: Owner) => Promise<Works>,
): Promise<Map<string, Sample[]>> {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-bench-"));
  const db = await openDatabase(`sqlite:${join(folder, "tokenhouse.db")}`);
  const app = await createIdleApp(db);
  const options = { app, log: createLog("silent"), trustProxy: [], pageFolder: import.meta.dirname };
  const server = await buildServer(options);
  const owner = await fillProject(app.service, size);
  const caller = await createCaller(server, owner);
  const samples = await measure(await worksIn(caller, owner));
  await server.close();
  await app.usage.close();
  await db.destroy();
  rmSync(folder, { recursive: true });
  return samples;
}

/** Every order at both ends, every filter, and searches that find everything, little and nothing. */
async function worksOfList({ get, cursorNear }: Caller, url: string): Promise<Works> {
  const works: Works = new Map();
  const list = (name: string, query: string) => works.set(name, () => get(`${url}?${query}`));
  const depth = 10_000;
  for (const sort of ["-createdAt", "createdAt", "expiresAt", "-lastUsedAt", "name"]) {
    list(`first page by ${sort}`, `sort=${sort}`);
    list(
      `page after 10 000 tokens by ${sort}`,
      `sort=${sort}&cursor=${await cursorNear(depth, `${url}?sort=${sort}`)}`,
    );
  }
  const now = Date.now();
  const at = (days: number) => new Date(now + days * DAY_MS).toISOString();
  for (const status of ["active", "revoked", "expired"]) {
    for (const sort of ["-createdAt", "expiresAt"])
      list(`${status} by ${sort}`, `status=${status}&sort=${sort}`);
  }
  list("expiring within 14 days", "expiresWithinDays=14");
  list("expiring in a week of next month", `expiresAfter=${at(30)}&expiresBefore=${at(37)}&sort=name`);
  list(
    "generated within an hour",
    `createdAfter=${at(-190)}&createdBefore=${at(-190 + 1 / 24)}&sort=-lastUsedAt`,
  );
  list("last used within a minute", `lastUsedAfter=${at(-1 / 1440)}&sort=name`);
  list("with a scope that two of three have", "scope=orders:read");
  list("with a scope that none has", "scope=nothing:read&sort=-expiresAt");
  list("with the digest of a value", `digest=${"0".repeat(64)}`);
  list("search with 99 900 hits", "search=deploy");
  list("search with 99 900 hits, by name", "search=deploy&sort=name");
  list("search with 100 hits", "search=nightly");
  list("search with 100 hits, by -lastUsedAt", "search=nightly&sort=-lastUsedAt");
  list("search without a hit", "search=nothing+like+it&sort=-expiresAt");
  list("search among the active ones", "search=deploy+5&status=active");
  works.set("summary", () => get(`${url}/summary`));
  return works;
}

async function worksOfProject(caller: Caller, owner: Owner): Promise<Works> {
  const { get, post } = caller;
  const works = await worksOfList(caller, "/v1/project/tokens");
  const overview = (name: string, query: string) => works.set(name, () => get(`/v1/project/tokens?${query}`));
  overview("search for a holder", "search=person.7@");
  overview("one holder's", `holder=${owner.id}`);
  overview("service tokens", "kind=service");
  works.set("summary of one holder", () => get(`/v1/project/tokens/summary?holder=${owner.id}`));
  works.set("own tokens, 2 000 of them", () => get("/v1/tokens"));
  works.set("own tokens, search", () => get("/v1/tokens?search=deploy"));
  works.set("own tokens, summary", () => get("/v1/tokens/summary"));
  works.set("export of the soon expiring, CSV", () => get("/v1/project/tokens.csv?expiresWithinDays=14"));
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
async function measure(works: Works): Promise<Map<string, Sample[]>> {
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

function reportOf(ofMany: Map<string, Sample[]>, ofOne: Map<string, Sample[]>): string {
  const load = loadavg()[0]?.toFixed(1);
  return `# How quick the lists are

Each figure is the time in milliseconds that the server takes for a whole request (session, rights, queries, JSON or CSV) without a network, over ${ROUNDS} interleaved rounds. A page has 25 rows and the total. On a machine that is busy with other things the CPU time is the server's own, and the rest is waiting for a core.

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, SQLite, ${cpus().length} cores with a load average of ${load}.

## A project with 100 000 tokens of 40 people and 10 service accounts

${tableOf(ofMany)}

## One person with 100 000 tokens

${tableOf(ofOne)}
`;
}

function tableOf(samples: Map<string, Sample[]>): string {
  const rows = [...samples].map(([name, all]) => {
    const [wall, cpu] = [all.map(({ wallMs }) => wallMs), all.map(({ cpuMs }) => cpuMs)];
    const figures = [quantile(cpu, 0.5), quantile(wall, 0.5), quantile(wall, 0.95)];
    return `| ${name} | ${figures.map((ms) => ms.toFixed(1)).join(" | ")} |`;
  });
  return [
    "| request | CPU, median | elapsed, median | elapsed, 95 % below |",
    "| --- | ---: | ---: | ---: |",
    ...rows,
  ].join("\n");
}
