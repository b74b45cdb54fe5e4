/**
 * What becomes of checks, lists and revocations when more is asked than can be answered, on SQLite and on PostgreSQL.
 * Prints its figures and writes them to docs/reference/performance.md.
 */
import { moveToLoaderCore } from "./child.ts";
import { loader } from "./load.ts";
import { reportOf } from "./overload/report.ts";
import type { Ground } from "./overload/served.ts";
import { on, openPostgres, openSqlite } from "./overload/served.ts";
import type { Flooded, Size } from "./overload/trial.ts";
import { HELD, LISTS, measureBeside, measureFlood, READ } from "./overload/trial.ts";
import { circumstances, isQuick, writePart } from "./page.ts";

const TOKENS = isQuick ? 1_000 : 10_000;
const SIZE: Size = {
  ...(isQuick ? { rounds: 2, seconds: 2 } : { rounds: 5, seconds: 4 }),
  crowd: 1_000,
  slowClients: 1_000,
  guessers: 100,
  perSecond: 500,
};

const written = circumstances("npm run bench overload");
moveToLoaderCore();
const flooded: Flooded[] = [];
for (const open of [openSqlite, openPostgres]) await on(open(TOKENS), floodAll);
say("Checking beside sign-ins");
const beside = await on(openSqlite(TOKENS), (ground) =>
  on(openSqlite(1), (neighbouring) => measureBeside(ground, neighbouring, SIZE)),
);
const how = `Loaded by ${loader}; medians of ${SIZE.rounds} interleaved rounds of ${SIZE.seconds} seconds.`;
writePart("overload", reportOf({ flooded, beside }, SIZE, `${written} ${how}`));

async function floodAll(ground: Ground): Promise<void> {
  for (const flooding of [HELD, READ, LISTS]) {
    say(`Flooding ${ground.name} with ${flooding.name}`);
    flooded.push(await measureFlood(ground, { ...flooding, core: "server" }, SIZE));
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
