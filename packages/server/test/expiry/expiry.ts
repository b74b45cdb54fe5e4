import { join } from "node:path";
import { startPostgres } from "../../bench/postgres.ts";
import { call } from "../chaos/fire/call.ts";
import { until } from "../chaos/cluster/until.ts";
import { openGround } from "../chaos/ground.ts";
import { createDatabaseAt } from "../storage/postgres-databases.ts";
import { drawFrom } from "../storage/schedule.ts";
import { MISTAKES as BOUNDARY_MISTAKES, tryBoundaries } from "./boundaries.ts";
import type { Seen, SteppedServer } from "./stepped.ts";
import {
  checkOnce,
  MISTAKES as STEPPED_MISTAKES,
  mintEnding,
  mintOwn,
  nothingSeen,
  startStepped,
  stepAround,
} from "./stepped.ts";

export interface Order {
  /** Instants that are tried with given clocks. */
  instants: number;
  /** How often the clock of a real server is set. */
  steps: number;
  seed: number;
  /** Told what goes on. */
  say?: (text: string) => void;
}

export interface Control {
  mistake: string;
  violations: string[];
}

export interface Report {
  instants: number;
  checks: number;
  steps: Record<string, number>;
  violations: string[];
  controls: Control[];
}

const CONTROL_INSTANTS = 3000;
const CONTROL_STEPS = 60;

/** Tries whether tokens end when they are to, by whichever clock there is, and shows that it would have found mistakes. */
export async function tryExpiry({ instants, steps, seed, say }: Order): Promise<Report> {
  const boundaries = await tryBoundaries({ n: instants, seed });
  say?.(`${boundaries.n} instants, ${boundaries.violations.length} violations`);
  const ground = openGround();
  try {
    const stepped = await stepIn(join(ground.folder, "stepped"), { steps, seed });
    say?.(`${stepped.n} checks of a server whose clock was set, ${stepped.violations.length} violations`);
    const apart = await tryApart(ground.folder);
    say?.(`${apart.n} checks of two servers that are apart, ${apart.violations.length} violations`);
    const controls: Control[] = [];
    for (const { name, mutations } of BOUNDARY_MISTAKES) {
      const { violations } = await tryBoundaries({ n: CONTROL_INSTANTS, seed }, mutations);
      controls.push({ mistake: name, violations });
    }
    for (const [n, { name, mutations }] of STEPPED_MISTAKES.entries()) {
      const folder = join(ground.folder, `control-${n}`);
      const { violations } = await stepIn(folder, { steps: CONTROL_STEPS, seed, mutations });
      controls.push({ mistake: `${name}, with a clock that is set`, violations });
    }
    return {
      instants: boundaries.n,
      checks: stepped.n + apart.n,
      steps: stepped.steps,
      violations: [...boundaries.violations, ...stepped.violations, ...apart.violations],
      controls,
    };
  } finally {
    await ground.clear();
  }
}

async function stepIn(
  folder: string,
  {
    steps,
    seed,
    mutations = [],
  }: { steps: number; seed: number; mutations?: Parameters<typeof tryBoundaries>[1] },
): Promise<Seen> {
  const server = await startStepped({ folder, mutations });
  try {
    return await stepAround(server, { steps, draw: drawFrom(seed) });
  } finally {
    await server.stop();
  }
}

const APART_MS = 10_000;

/** Two servers of one PostgreSQL whose clocks differ: each keeps to its own, and says that it is far off. */
async function tryApart(folder: string): Promise<Seen> {
  const postgres = await startPostgres({ within: folder });
  if (!postgres) throw new Error("PostgreSQL is not installed: install Debian's package postgresql");
  const seen = nothingSeen();
  const databaseUrl = new URL("/apart", postgres.url).href;
  const servers: SteppedServer[] = [];
  try {
    await createDatabaseAt(databaseUrl, "template0");
    for (const [name, offMs] of [
      ["right", 0],
      ["ahead", APART_MS],
    ] as const)
      servers.push(await startStepped({ folder: join(folder, name), databaseUrl, offMs }));
    const [right, ahead] = servers;
    if (!right || !ahead) throw new Error("There are no two servers");
    await checkApart(seen, right, ahead);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await postgres.stop();
  }
  return seen;
}

/** Shorter than they are apart, so that it has ended at the one before it is made at the other. */
const SHORT_SECONDS = 2;

async function checkApart(seen: Seen, right: SteppedServer, ahead: SteppedServer): Promise<void> {
  const own = await mintOwn(right);
  const short = await mintEnding(right, own, SHORT_SECONDS);
  const long = await mintEnding(ahead, own, 3600);
  while (right.nowMs() <= short.endsAtMs + 50 && seen.violations.length === 0) {
    for (const server of [right, ahead]) {
      for (const token of [short, long]) await checkOnce(seen, { server, own, token, by: "verify" });
    }
  }
  for (const [server, holds] of [
    [right, true],
    [ahead, false],
  ] as const)
    await until(
      async () => ((await isTimeTold(server, own)) === holds ? true : undefined),
      () => `A server does not tell that its clock is ${holds ? "right" : "ahead"}`,
    );
  const isLogged = (server: SteppedServer) => server.process.output().includes("far from the database's");
  if (!isLogged(ahead) || isLogged(right)) seen.violations.push("the log does not tell whose clock is off");
}

async function isTimeTold({ url }: SteppedServer, authorization: string): Promise<boolean | undefined> {
  const answer = await call(url, { method: "GET", path: "/v1/verifiers", authorization }, 10_000);
  const { assumptions = [] } = (answer?.body ?? {}) as { assumptions?: { name: string; holds: boolean }[] };
  return assumptions.find(({ name }) => name === "time")?.holds;
}
