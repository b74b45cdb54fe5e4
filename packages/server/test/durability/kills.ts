import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openGround } from "../chaos/ground.ts";
import type { Mutation } from "../lease/module.ts";
import type { Draw } from "../storage/schedule.ts";
import { drawFrom } from "../storage/schedule.ts";
import type { Control, Mistake, Order, Outcome, Report } from "./outcome.ts";
import { addBook, controlOf, count, emptyOutcome } from "./outcome.ts";
import type { Site } from "./site.ts";
import { openSite } from "./site.ts";

/** Where a server may be killed: by the statement that it is about to run or has run, or by its answer. */
const POINTS = [
  "before begin",
  "after begin",
  "after savepoint change",
  "after update revision",
  "after insert into tokens",
  "before insert into token_versions",
  "after insert into change_log",
  "after update tokens",
  "after delete from tokens",
  "before insert into audit_events",
  "after insert into audit_events",
  "before release savepoint",
  "after release savepoint",
  "before commit",
  "after commit",
  "before answer",
  "after answer",
];

/** The same while the audit log is sealed, which is more seldom. */
const SEALING = ["after update audit_events", "after insert into audit_nodes", "after update audit_logs"];

/** One file sees so many kills, and another begins. */
const KILLS_A_FILE = 25;
/** At most so many changes before each. */
const MOST_CHANGES = 200;
/** And so many times the point is passed, at most. */
const MOST_PASSES = { ofOthers: 30, ofSealing: 3 };
/** A kill at a drawn moment comes within so many ms after a drawn change. */
const WITHIN_MS = 10;
const MOST_SEED = 2 ** 31 - 1;

/** The log is written into the file all the time, and not after 16 MB of it. */
export const SMALL_LOG: Mutation = {
  file: "storage/dialect.ts",
  passage: "wal_autocheckpoint: 4000",
  instead: "wal_autocheckpoint: 20",
};

/** Each with the points at which it does harm. */
const MISTAKES: readonly (Mistake & { points: readonly string[] })[] = [
  {
    name: "a change is no transaction",
    points: ["after insert into tokens", "before insert into audit_events"],
    mutations: [
      {
        file: "storage/transaction.ts",
        passage: "db.transaction().execute(",
        instead: "db.connection().execute(",
      },
      ...["savepoint change", "release savepoint change", "rollback to savepoint change"].map((text) => ({
        file: "storage/change.ts",
        passage: `raw("${text}")`,
        instead: `raw("select 1")`,
      })),
    ],
  },
  {
    name: "a change is acknowledged before its commit",
    points: ["before commit"],
    mutations: [
      {
        file: "storage/change.ts",
        passage: "await announceCommit(trx);",
        instead:
          "for (const { settle } of outcomes) settle();\nfor (let n = 0; n < 50; n++) await nextTurn();",
      },
    ],
  },
];

const MOST_TRIES = 20;

/** Kills servers while they are written to, and shows that it would have found mistakes. */
export async function survivesKills(order: Order): Promise<Report> {
  const outcome = emptyOutcome();
  const draw = drawFrom(order.seed);
  // Every other time at a drawn moment.
  const points = [...POINTS, ...SEALING].flatMap((point) => [undefined, point]);
  while (outcome.n < order.n && outcome.violations.length === 0) {
    const isLogSmall = draw(2) === 0;
    const n = Math.min(KILLS_A_FILE, order.n - outcome.n);
    await killOften(outcome, { n, draw, mutations: isLogSmall ? [SMALL_LOG] : [], points });
    order.say?.(`${outcome.n} kills, ${outcome.acknowledged} changes acknowledged`);
  }
  const controls: Control[] = [];
  for (const { name, ...mistake } of MISTAKES) {
    const found = emptyOutcome();
    await killOften(found, { ...mistake, n: MOST_TRIES, draw: drawFrom(order.seed) });
    controls.push(controlOf(name, found));
  }
  return { ...outcome, seed: order.seed, controls };
}

interface Plan {
  n: number;
  draw: Draw;
  mutations: readonly Mutation[];
  /** One after the other. */
  points: readonly (string | undefined)[];
}

/** Kills the servers of one file, until something is wrong. */
async function killOften(outcome: Outcome, { n, draw, mutations, points }: Plan): Promise<void> {
  const ground = openGround();
  const { violations } = outcome;
  try {
    const site = openSite({
      folder: join(ground.folder, "server"),
      mutations,
      draw: drawFrom(1 + draw(MOST_SEED)),
      env: { NODE_COMPILE_CACHE: join(ground.folder, "cache") },
    });
    for (let kills = 0; kills < n && violations.length === 0; kills++) {
      const point = points[outcome.n % points.length];
      violations.push(...(await site.start(point === undefined ? {} : pointed(point, draw))));
      if (violations.length > 0) break;
      const fault = point === undefined ? await killWithin(site, draw) : await killAt(site, point);
      outcome.n++;
      count(outcome.faults, fault);
      violations.push(...site.judge().map((wrong) => `killed ${fault}: ${wrong}`));
    }
    // The last one is followed by a server as well.
    if (violations.length === 0) violations.push(...(await site.start()));
    addBook(outcome, site.book);
  } finally {
    await ground.clear();
  }
}

/** Kills the server some ms after a drawn change. */
async function killWithin(site: Site, draw: Draw): Promise<string> {
  const isFar = farFrom(site, 1 + draw(MOST_CHANGES));
  let killing: Promise<unknown> | undefined;
  const isOver = () => {
    if (isFar()) killing ??= delay(draw(WITHIN_MS)).then(() => site.server().end("SIGKILL"));
    return false;
  };
  await site.write(isOver);
  await site.server().end("SIGKILL");
  await killing;
  return "at a drawn moment";
}

/** Lets the server kill itself where it is told to, or after many changes in between two of them. */
async function killAt(site: Site, point: string): Promise<string> {
  const { pid, end } = site.server();
  const isFar = farFrom(site, MOST_CHANGES);
  process.kill(pid, "SIGUSR2");
  await site.write(isFar);
  await end("SIGKILL");
  return isFar() ? `at rest, and not ${point}` : point;
}

function farFrom({ book }: Site, changes: number): () => boolean {
  const end = book.acknowledged + changes;
  return () => book.acknowledged >= end;
}

const PRELOAD = join(import.meta.dirname, "kill-at.ts");

function pointed(point: string, draw: Draw) {
  const count = 1 + draw(SEALING.includes(point) ? MOST_PASSES.ofSealing : MOST_PASSES.ofOthers);
  const [moment, ...what] = point.split(" ");
  return { flags: ["--import", PRELOAD], env: { KILL_AT: `${moment} ${count} ${what.join(" ")}` } };
}
