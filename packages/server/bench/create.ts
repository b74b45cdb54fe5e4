/**
 * How many tokens a second are made over HTTP on SQLite, each of them durable before its answer. Prints its figures and
 * writes them to docs/reference/performance.md.
 */
import SQLite from "better-sqlite3";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { moveToLoaderCore, startChild } from "./child.ts";
import type { Finding } from "./findings.ts";
import { tableOfFigures, tableOfFindings } from "./findings.ts";
import { CONNECTIONS, load, loader } from "./load.ts";
import { interleave } from "./measure.ts";
import { circumstances, isQuick, writePart } from "./page.ts";
import { createStore, urlOf } from "./store.ts";

const [ROUNDS, SECONDS] = isQuick ? [2, 1] : [7, 4];
const LEAST_A_SECOND = 2_000;

const written = circumstances("npm run bench create");
moveToLoaderCore();
const store = await createStore(0);
const script = join(import.meta.dirname, "servers/tokenhouse.ts");
const server = await startChild<{ url: string }>(script, { argument: { databaseUrl: urlOf(store) } });
const alone = new SQLite(join(store.folder, "alone.db"));
const rates = await interleave(
  new Map([
    ["tokens made over HTTP", makeTokens],
    ["rows written one a transaction, with nothing around", async () => writeRows()],
  ]),
  { rounds: ROUNDS, warmUp: 1 },
);
alone.close();
await server.stop();
rmSync(store.folder, { recursive: true });

const figures = [...rates].map(([name, values]) => ({ name, values }));
const findings: Finding[] = [
  {
    promise: "S6",
    says: "tokens made over HTTP on SQLite, each durable before its answer",
    unit: "a second",
    goal: { atLeast: LEAST_A_SECOND },
    values: figures[0]?.values ?? [],
  },
];
writePart(
  "create",
  `## Making tokens

${tableOfFindings(findings)}

\`POST /v1/tokens\` under ${CONNECTIONS} connections, every token with its audit event in a transaction that is on the disk (WAL, \`synchronous=FULL\`) before the answer. How long pages of lists take stands in [their own page](lists-performance.md).

${tableOfFigures("what is written", figures, { unit: "a second", compare: "× the rate" })}

${written} Loaded by ${loader}; ${ROUNDS} interleaved rounds of ${SECONDS} seconds.`,
);

async function makeTokens(): Promise<number> {
  const shots = [{ bearer: store.ownerToken, body: JSON.stringify({ lifetimeDays: 30 }) }];
  const headers = { "Content-Type": "application/json" };
  const url = `${server.told.url}/v1/tokens`;
  return (await load({ url, method: "POST", headers, shots }, SECONDS)).requestsPerSecond;
}

/** What the disk allows that waits for every row. */
function writeRows(): number {
  alone.pragma("journal_mode = wal");
  alone.pragma("synchronous = full");
  alone.exec("create table if not exists numbers (n integer primary key, text text)");
  const insert = alone.prepare<[string]>("insert into numbers (text) values (?)");
  const startedAt = performance.now();
  let rows = 0;
  for (; performance.now() - startedAt < SECONDS * 1000; rows++) insert.run("x".repeat(400));
  return rows / ((performance.now() - startedAt) / 1000);
}
