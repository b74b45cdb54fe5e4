import { join } from "node:path";
import { startPostgres } from "../../bench/postgres.ts";
import { openGround } from "../chaos/ground.ts";
import type { Mutation } from "../lease/module.ts";
import { createDatabaseAt } from "../storage/postgres-databases.ts";
import { drawFrom } from "../storage/schedule.ts";
import type { Seen } from "./rounds.ts";
import { nothingSeen, pointOf, repeatUnderKills } from "./rounds.ts";
import { openServers } from "./servers.ts";

export interface Order {
  /** How many servers are killed, on each database. */
  kills: number;
  seed: number;
  /** Told what goes on. */
  say?: (text: string) => void;
}

export interface Report extends Seen {
  controls: { mistake: string; violations: string[] }[];
}

/** Each makes a second token of a repeated request. */
const MISTAKES: readonly { name: string; mutations: readonly Mutation[] }[] = [
  {
    name: "a key is not remembered",
    mutations: [
      {
        file: "service/replay.ts",
        passage: "  await insertIdempotencyKey(",
        instead: "  if (atMs > 0) return;\n  await insertIdempotencyKey(",
      },
    ],
  },
  {
    name: "a key is remembered once its token is committed",
    mutations: [
      {
        file: "service/generate-token.ts",
        passage: "await rememberKey(trx, caller, { input, tokenId: token.id, atMs: token.createdAtMs });",
        instead: "",
      },
      {
        file: "service/generate-token.ts",
        passage: "  return { value, token };",
        instead: `  await change(service, caller, (trx) =>
    rememberKey(trx, caller, { input, tokenId: token.id, atMs: token.createdAtMs }),
  );
  return { value, token };`,
      },
    ],
  },
];

const SERVERS = 3;
/** Whether a mistake shows depends on how close together requests arrive. */
const MOST_TRIES = 8;

/** Repeats requests that make values while servers are killed, on both databases, and shows that it would have found mistakes. */
export async function tryRetries({ kills, seed, say }: Order): Promise<Report> {
  const ground = openGround();
  const postgres = await startPostgres({ within: ground.folder });
  const seen = nothingSeen();
  const controls: Report["controls"] = [];
  let runs = 0;
  const run = async (into: Seen, { isShared, ...plan }: Run) => {
    const folder = join(ground.folder, `run-${++runs}`);
    const databaseUrl = isShared ? new URL(`/run${runs}`, postgres?.url).href : undefined;
    if (databaseUrl !== undefined) await createDatabaseAt(databaseUrl, "template0");
    const count = isShared ? SERVERS : 1;
    const draw = drawFrom(seed + runs);
    const drawPoint = () => pointOf(isShared, draw);
    const servers = await openServers({
      folder,
      databaseUrl,
      count,
      mutations: plan.mutations ?? [],
      drawPoint,
    });
    await repeatUnderKills(into, { servers, kills: plan.kills, draw });
  };
  try {
    if (!postgres) throw new Error("PostgreSQL is not installed: install Debian's package postgresql");
    for (const isShared of [false, true]) {
      await run(seen, { isShared, kills });
      say?.(`${seen.n} keys, ${seen.repetitions} requests, ${seen.violations.length} violations`);
    }
    for (const { name, mutations } of MISTAKES) {
      const found = nothingSeen();
      await run(found, { isShared: false, kills: MOST_TRIES, mutations });
      controls.push({ mistake: `${name} (one server)`, violations: found.violations });
    }
    const found = nothingSeen();
    await run(found, { isShared: true, kills: MOST_TRIES, mutations: MISTAKES[0]?.mutations ?? [] });
    controls.push({ mistake: `${MISTAKES[0]?.name} (three servers)`, violations: found.violations });
    return { ...seen, controls };
  } finally {
    await postgres?.stop();
    await ground.clear();
  }
}

interface Run {
  isShared: boolean;
  kills: number;
  mutations?: readonly Mutation[];
}
