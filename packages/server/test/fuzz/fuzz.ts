import { join } from "node:path";
import type { Ground } from "../chaos/ground.ts";
import { openGround } from "../chaos/ground.ts";
import { createSecretSearch } from "../secret-search.ts";
import type { Finding, Findings } from "./findings.ts";
import { createFindings } from "./findings.ts";
import type { Mistake } from "./mistakes.ts";
import { MISTAKES } from "./mistakes.ts";
import type { Tally } from "./round.ts";
import { runRound } from "./round.ts";
import type { Reading, Watched } from "./watched.ts";
import { KEEPER, startWatched } from "./watched.ts";
import { openKeeper, openWorld } from "./world.ts";

export interface Order {
  requests: number;
  seed: number;
  /** Also judge what depends on the speed of the machine: how long its event loop was held up. */
  timed?: boolean;
  /** Told what goes on. */
  say?: ((text: string) => void) | undefined;
}

/** What became of one server under so many requests. */
export interface Outcome extends Tally {
  seconds: number;
  findings: Finding[];
  /** After the warm-up, and at the end. */
  readings: [Reading, Reading];
}

export interface Control {
  mistake: string;
  /** What of it was found; undefined = nothing, so that the run proves nothing. */
  found: string | undefined;
}

export interface Report extends Order {
  outcome: Outcome;
  controls: Control[];
}

/** So many come between one world and the next; a run has this many rounds at least, the first of them to warm up. */
const ROUND = 2000;
const LEAST_ROUNDS = 4;
/** A run of so many begins with the whole round that has its seed. */
export const REPEATING = ROUND * LEAST_ROUNDS;
const CONTROL = 3000;
const WARM_UP = 30_000;
/** Beyond, the log has warnings and errors alone. */
const MOST_LOGGED = 100_000;

/** Sends requests that are nearly right, bytes that are none, and shows that the same would have found mistakes. */
export async function fuzz(order: Order): Promise<Report> {
  const ground = openGround();
  try {
    const outcome = await attack(ground, order);
    const controls: Control[] = [];
    for (const mistake of MISTAKES.filter(({ isTimed }) => !isTimed || order.timed)) {
      order.say?.(`Control: ${mistake.name}`);
      controls.push(await controlOf(ground, mistake, order));
    }
    return { ...order, outcome, controls };
  } finally {
    await ground.clear();
  }
}

async function controlOf(ground: Ground, mistake: Mistake, { seed, timed = false }: Order): Promise<Control> {
  const { findings } = await attack(ground, { requests: CONTROL, seed, timed, mistake });
  return { mistake: mistake.name, found: findings.find(({ fault }) => mistake.shows.test(fault))?.fault };
}

/** A mistake that has been found need not be looked for. */
function isFound(findings: Findings, mistake: Mistake | undefined): boolean {
  return mistake !== undefined && findings.list().some(({ fault }) => mistake.shows.test(fault));
}

let servers = 0;

async function attack(
  ground: Ground,
  { requests, seed, timed = false, say, mistake }: Order & { mistake?: Mistake },
): Promise<Outcome> {
  const beganAt = performance.now();
  const folder = join(ground.folder, `server-${servers++}`);
  const level = requests > MOST_LOGGED ? "warn" : "info";
  const server = await startWatched(folder, mistake?.mutations ?? [], level);
  const findings = createFindings((fault) => say?.(`Found: ${fault}`));
  const tally: Tally = { sent: 0, outcomes: new Map() };
  let warm: Reading | undefined;
  try {
    const keeper = await openKeeper(server.url, KEEPER);
    const size = Math.min(ROUND, Math.ceil(requests / LEAST_ROUNDS));
    for (let n = 0; tally.sent < requests && !isFound(findings, mistake); n++) {
      if (!warm && tally.sent >= Math.min(WARM_UP, requests / LEAST_ROUNDS)) warm = await server.read();
      const world = await openWorld(server.url, keeper);
      const round = { seed: seedOf(seed, n), requests: Math.min(size, requests - tally.sent), world };
      await runRound(server.port, round, { findings, tally });
      await world.close();
      say?.(`${tally.sent} requests, ${findings.list().length} findings`);
    }
    const readings: [Reading, Reading] = [warm ?? (await server.read()), await server.read()];
    judgeReadings(findings, readings, { isTimed: timed, isWarm: requests >= 2 * WARM_UP });
    await judgeEnd(server, findings);
    return { ...tally, seconds: (performance.now() - beganAt) / 1000, findings: findings.list(), readings };
  } catch (error) {
    // A server that is gone fails whatever asks it next.
    findings.add({ fault: `the run ended: ${String(error)}`, seed, request: server.output().slice(-2000) });
    const none = { lateMs: 0, busyMs: 0, rss: 0, held: 0 };
    return {
      ...tally,
      seconds: (performance.now() - beganAt) / 1000,
      findings: findings.list(),
      readings: [none, none],
    };
  } finally {
    await server.end("SIGKILL");
  }
}

/** The first round's seed is the run's own, so that each round can be repeated as a run of one. */
function seedOf(seed: number, round: number): number {
  if (round === 0) return seed;
  return Math.imul(seed ^ Math.imul(round, 0x9e37_79b1), 0x85eb_ca6b) >>> 1 || 1;
}

/** What the process may come to. */
export const BOUNDS = { growth: 50 * 2 ** 20, busyMs: 50 } as const;

/**
 * A machine that does other work lets the event loop wait, too: so what counts is how long the loop has worked itself.
 * Before it is warm, the memory in which passwords are hashed comes to what a process takes.
 */
function judgeReadings(
  findings: Findings,
  [warm, last]: [Reading, Reading],
  { isTimed, isWarm }: { isTimed: boolean; isWarm: boolean },
): void {
  const growth = isWarm ? last.rss - warm.rss : last.held - warm.held;
  if (growth > BOUNDS.growth) told(findings, `the process has grown by ${(growth / 2 ** 20).toFixed(0)} MB`);
  if (isTimed && last.busyMs > BOUNDS.busyMs) {
    told(findings, `the event loop was held up: 99.9 % within ${last.busyMs.toFixed(0)} ms`);
  }
}

async function judgeEnd(server: Watched, findings: Findings): Promise<void> {
  const code = await server.end("SIGTERM");
  if (code !== 0) told(findings, `the process ended with ${code}`);
  const log = server.output();
  const errors = log.split("\n").filter((line) => /"level":(?:50|60)|unhandled|deprecat/i.test(line));
  for (const line of errors.slice(0, 5)) told(findings, `an error in the log: ${line.slice(0, 1000)}`);
  const leaks = createSecretSearch(findings.secrets())(Buffer.from(log));
  if (leaks.length > 0) told(findings, `the log holds a secret: ${leaks.join()}`);
}

function told(findings: Findings, fault: string): void {
  findings.add({ fault, seed: 0, request: "" });
}
