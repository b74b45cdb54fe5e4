/**
 * How checks fare on PostgreSQL: with one, two and three servers, and with a thousand to ten million stored tokens.
 * Prints its figures and writes them to docs/reference/performance.md.
 */
import { join } from "node:path";
import { Client } from "pg";
import type { Rate } from "./checks/over-http.ts";
import { forwardTarget, timedLoad } from "./checks/over-http.ts";
import type { Child } from "./child.ts";
import { moveToLoaderCore, startChild } from "./child.ts";
import { inFigures, tableOf } from "./findings.ts";
import { addCopies } from "./growing-store.ts";
import { CONNECTIONS, loader } from "./load.ts";
import { interleave, median } from "./measure.ts";
import { circumstances, isQuick, writePart } from "./page.ts";
import type { Postgres } from "./postgres.ts";
import { startPostgres } from "./postgres.ts";
import { processorTimeOf } from "./processor-time.ts";
import type { ServerArgument } from "./servers/tokenhouse.ts";
import { setUp } from "./store.ts";
import { valueOf } from "./values.ts";

/** `BENCH_MOST_TOKENS=1000000` leaves out the last step, which takes longer than all others. */
const MOST_TOKENS = isQuick ? 10_000 : Number(process.env["BENCH_MOST_TOKENS"] ?? 10_000_000);
const STEPS = [1_000, 10_000, 100_000, 1_000_000, 10_000_000].filter((tokens) => tokens <= MOST_TOKENS);
const [ROUNDS, SECONDS] = isQuick ? [2, 1] : [5, 3];
/** At which of the steps servers are counted. */
const TOKENS_OF_REPLICAS = 10_000;
const MOST_REPLICAS = 3;

interface SizeMeasured {
  tokens: number;
  rates: Map<string, Rate[]>;
  /** On the disk, indexes and all. */
  bytes: number;
}

type Server = Child<{ url: string; pid: number }>;

/** What was measured of so many servers in one round. */
interface Together {
  checksPerSecond: number;
  /** µs of processor time a check, of all servers and of PostgreSQL. */
  serversUs: number;
  postgresUs: number;
}

const written = circumstances("npm run bench scale");
moveToLoaderCore();
const postgres = await startPostgres();
if (!postgres) throw new Error("PostgreSQL is not installed");
const db = new Client({ connectionString: postgres.url });
try {
  const { tokenId } = await setUp(postgres.url);
  await db.connect();
  writePart("scale", reportOf({ ...(await measureAll(postgres, db, tokenId)), version: postgres.version }));
} finally {
  await db.end();
  await postgres.stop();
}

async function measureAll(
  postgres: Postgres,
  db: Client,
  tokenId: string,
): Promise<Omit<Measured, "version">> {
  const sizes: SizeMeasured[] = [];
  let replicas = new Map<string, Together[]>();
  for (const [n, tokens] of STEPS.entries()) {
    say(`Storing ${tokens} tokens`);
    const known = await addCopies(db, tokenId, { from: STEPS[n - 1] ?? 0, to: tokens });
    const values = known.map(valueOf);
    say(`Measuring checks among ${tokens} tokens`);
    sizes.push({ tokens, rates: await measureSize(postgres, values), bytes: await bytesOf(db) });
    say(tableOfSizes(sizes));
    if (tokens !== TOKENS_OF_REPLICAS) continue;
    say("Measuring servers together");
    replicas = await measureReplicas(postgres, values);
    say(tableOfReplicas(replicas));
  }
  return { sizes, replicas };
}

function startServer(
  { url }: Postgres,
  { core, ...argument }: Omit<ServerArgument, "databaseUrl"> & { core: "server" | "any" },
): Promise<Server> {
  const script = join(import.meta.dirname, "servers/tokenhouse.ts");
  return startChild(script, { argument: { databaseUrl: url, ...argument }, core });
}

/** Of a server that holds what it was asked, and of one that reads it each time. */
async function measureSize(postgres: Postgres, values: readonly string[]): Promise<Map<string, Rate[]>> {
  const holding = await startServer(postgres, { core: "server" });
  const reading = await startServer(postgres, { core: "server", holdsTokens: false });
  const load = ({ told }: Server) => timedLoad(forwardTarget(told.url, values), SECONDS);
  const rates = await interleave(
    new Map([
      ["held", () => load(holding)],
      ["read", () => load(reading)],
    ]),
    { rounds: ROUNDS, warmUp: 1 },
  );
  await Promise.all([holding.stop(), reading.stop()]);
  return rates;
}

/** All of them run; one, two or three are asked. */
async function measureReplicas(
  postgres: Postgres,
  values: readonly string[],
): Promise<Map<string, Together[]>> {
  const servers: Server[] = [];
  for (let n = 0; n < MOST_REPLICAS; n++) servers.push(await startServer(postgres, { core: "any" }));
  const counts = servers.map((_, n) => n + 1);
  const subjects = new Map(
    counts.map((count) => [String(count), () => loadTogether(postgres, servers.slice(0, count), values)]),
  );
  const measured = await interleave(subjects, { rounds: ROUNDS, warmUp: 1 });
  await Promise.all(servers.map((server) => server.stop()));
  return measured;
}

async function loadTogether(
  postgres: Postgres,
  asked: readonly Server[],
  values: readonly string[],
): Promise<Together> {
  const ofServers = () => asked.reduce((sum, { told }) => sum + processorTimeOf(told.pid), 0);
  const before = { servers: ofServers(), postgres: processorTimeOf(postgres.pid) };
  const rates = await Promise.all(
    asked.map(({ told }) => timedLoad(forwardTarget(told.url, values), SECONDS)),
  );
  const checksPerSecond = rates.reduce((sum, rate) => sum + rate.checksPerSecond, 0);
  const checks = checksPerSecond * SECONDS;
  return {
    checksPerSecond,
    serversUs: (ofServers() - before.servers) / checks,
    postgresUs: (processorTimeOf(postgres.pid) - before.postgres) / checks,
  };
}

async function bytesOf(db: Client): Promise<number> {
  const { rows } = await db.query<{ bytes: string }>(
    "select pg_total_relation_size('tokens') + pg_total_relation_size('token_versions') as bytes",
  );
  return Number(rows[0]?.bytes);
}

interface Measured {
  sizes: readonly SizeMeasured[];
  replicas: ReadonlyMap<string, readonly Together[]>;
  version: string;
}

function reportOf({ sizes, replicas, version }: Measured): string {
  return `## Servers and tokens on PostgreSQL

\`/auth/forward\`, ${CONNECTIONS} connections a server, ${inFigures(10_000)} tokens presented in turn, uses counted and written. PostgreSQL ${version} as it comes from \`initdb\`, on the same machine.

### One, two and three servers

Three servers on one database of ${inFigures(TOKENS_OF_REPLICAS)} tokens, of which so many are asked at once. Servers, PostgreSQL and who loads them share the cores, so the rate ends where the processor does; what tells whether servers hinder each other is the processor time of a check.

${tableOfReplicas(replicas)}

### From a thousand to ${inFigures(MOST_TOKENS)} tokens

The presented tokens lie evenly among those that came with the last step. «Held»: the server knows them from before. «Read»: a server that holds nothing in memory, and reads token, holder and project for every check.

${tableOfSizes(sizes)}

${written} Loaded by ${loader}; medians of ${ROUNDS} interleaved rounds of ${SECONDS} seconds.`;
}

function tableOfReplicas(replicas: Measured["replicas"]): string {
  const rows = [...replicas].map(([count, all]) => [
    count,
    inFigures(median(all.map(({ checksPerSecond }) => checksPerSecond))),
    inFigures(median(all.map(({ serversUs }) => serversUs))),
    inFigures(median(all.map(({ postgresUs }) => postgresUs))),
  ]);
  const head = [
    "servers",
    "checks a second",
    "processor time of the servers a check, µs",
    "of PostgreSQL, µs",
  ];
  return tableOf(head, "rrrr", rows);
}

function tableOfSizes(sizes: readonly SizeMeasured[]): string {
  const rows = sizes.map(({ tokens, rates, bytes }) => {
    const [held = [], read = []] = [rates.get("held"), rates.get("read")];
    const figures = [held, read].flatMap((all) => [
      inFigures(median(all.map(({ checksPerSecond }) => checksPerSecond))),
      inFigures(median(all.map(({ p99Ms }) => p99Ms))),
    ]);
    return [inFigures(tokens), ...figures, inFigures(bytes / 1e6)];
  });
  const head = [
    "tokens",
    "held, checks a second",
    "99 % below, ms",
    "read, checks a second",
    "99 % below, ms",
  ];
  return tableOf([...head, "on the disk, MB"], "rrrrrr", rows);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
