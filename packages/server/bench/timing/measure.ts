import { rmSync } from "node:fs";
import { join } from "node:path";
import { mistaken } from "../../test/chaos/fire/mistake.ts";
import { startChild } from "../child.ts";
import type { InProcessTold, Series } from "./in-process.ts";
import type { Mistake } from "./mistakes.ts";
import { AT_SERVER, IN_PROCESS } from "./mistakes.ts";
import type { Asking, OverHttpTold } from "./over-http.ts";
import type { QuestionName } from "./questions.ts";
import { QUESTIONS, TRIES_EACH } from "./questions.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** How often each of the two kinds is asked. */
export type Sizes = Record<"inProcess" | QuestionName, number>;

export const SIZES: Record<"quick" | "ci" | "page" | "release", Sizes> = {
  quick: sizesOf({ inProcess: 10_000, value: 1000, quick: 1000, hashed: 40 }),
  ci: sizesOf({ inProcess: 30_000, value: 2000, quick: 2000, hashed: 80 }),
  page: sizesOf({ inProcess: 300_000, value: 30_000, quick: 10_000, hashed: 1000 }),
  release: sizesOf({ inProcess: 1_000_000, value: 100_000, quick: 10_000, hashed: 2000 }),
};

function sizesOf(n: Record<"inProcess" | "value" | "quick" | "hashed", number>): Sizes {
  const { inProcess, value, quick, hashed } = n;
  return { inProcess, value, others: quick, foreign: quick, waiting: quick, one: hashed, several: hashed };
}

/** |t| below that tells of no difference; the value is the usual one of tests for constant time. */
export const MOST_T = 4.5;
/** What the time alone may tell. */
export const MOST_AREA = 0.55;

export type Outcome = "holds" | "leaks" | "too few to tell";

export interface Compared {
  words: string;
  /** Of each kind. */
  n: number;
  found: string;
  outcome: Outcome;
}

export interface Control {
  mistake: string;
  isFound: boolean;
  found: string;
}

export interface Report {
  compared: Compared[];
  controls: Control[];
}

/** Measures what the time of answers tells, and shows that it would have found mistakes. */
export async function measureTiming(sizes: Sizes, say: (text: string) => void): Promise<Report> {
  const world = await createWorld(Math.ceil((sizes.one + CONTROLS.one) / TRIES_EACH));
  try {
    say("Look-ups in the process");
    const inProcess = await lookUp(world, sizes.inProcess, []);
    const questions = Object.keys(QUESTIONS) as QuestionName[];
    const asked = await ask(world, questions, { sizes, first: 0, mistakes: [], say });
    const compared = questions.map((name) => judge(name, asked.get(name), sizes[name]));
    say("Controls");
    const controls = await control(world, sizes.one);
    return { compared: [...seriesIn(inProcess, sizes.inProcess), ...compared], controls };
  } finally {
    rmSync(world.folder, { recursive: true });
  }
}

/** Enough to find a mistake. */
const CONTROLS: Sizes = {
  ...sizesOf({ inProcess: 20_000, value: 6000, quick: 1000, hashed: 40 }),
  waiting: 40,
};

async function control(world: World, first: number): Promise<Control[]> {
  const inProcess = await lookUp(world, CONTROLS.inProcess, Object.values(IN_PROCESS));
  const wrong = Object.entries(AT_SERVER) as [QuestionName, Mistake][];
  const questions = wrong.map(([name]) => name);
  const mistakes = wrong.map(([, mistake]) => mistake);
  const asked = await ask(world, questions, { sizes: CONTROLS, first, mistakes, say: () => undefined });
  return [
    ...(["memory", "whole"] as const).map((part) => ({
      mistake: `${IN_PROCESS[part].name} (in the process)`,
      isFound: Math.abs(inProcess[part].t) >= MOST_T,
      found: `t = ${inProcess[part].t.toFixed(0)}`,
    })),
    ...wrong.map(([name, { name: mistake }]) => {
      const { outcome, found } = judge(name, asked.get(name), CONTROLS[name]);
      return { mistake, isFound: outcome === "leaks", found };
    }),
  ];
}

async function lookUp(world: World, n: number, mistakes: readonly Mistake[]): Promise<InProcessTold> {
  const child = await startChild<InProcessTold>(join(import.meta.dirname, "in-process.ts"), {
    argument: { world, n },
    ...mistaken(mistakes.flatMap(({ mutations }) => mutations)),
  });
  await child.stop();
  return child.told;
}

interface Order {
  sizes: Sizes;
  /** Those before have been asked about already. */
  first: number;
  mistakes: readonly Mistake[];
  say: (text: string) => void;
}

/** Asks a server of its own. */
async function ask(
  world: World,
  questions: readonly QuestionName[],
  { sizes, first, mistakes, say }: Order,
): Promise<Map<QuestionName, OverHttpTold>> {
  const server = await startChild<{ url: string }>(join(import.meta.dirname, "../servers/tokenhouse.ts"), {
    argument: { databaseUrl: world.databaseUrl, isBehindProxy: true },
    ...mistaken(mistakes.flatMap(({ mutations }) => mutations)),
  });
  const asker = await startChild(join(import.meta.dirname, "over-http.ts"), { core: "loader" });
  const port = Number(new URL(server.told.url).port);
  const told = new Map<QuestionName, OverHttpTold>();
  for (const question of questions) {
    say(QUESTIONS[question].words);
    const asking: Asking = { port, world, question, n: sizes[question], first };
    told.set(question, await asker.ask<OverHttpTold>(asking));
  }
  await asker.stop();
  await server.stop();
  return told;
}

function seriesIn({ memory, whole }: InProcessTold, n: number): Compared[] {
  const compared = (words: string, { t, differenceNs, meanNs }: Series): Compared => ({
    words: `in the process, ${words}: a stored value's beginning with a wrong rest, against any other`,
    n,
    found: `t = ${t.toFixed(2)}; ${differenceNs.toFixed(1)} ns of ${meanNs.toFixed(0)}`,
    outcome: outcomeOfT(t),
  });
  return [compared("memory alone", memory), compared("with the database", whole)];
}

function judge(name: QuestionName, told: OverHttpTold | undefined, n: number): Compared {
  const { words } = QUESTIONS[name];
  if (!told) return { words, n: 0, found: "not asked", outcome: "too few to tell" };
  const { area, t, answers } = told;
  if (answers.length > 1) return { words, n, found: `${answers.length} different answers`, outcome: "leaks" };
  if (name === "value") return { words, n, found: `t = ${t.toFixed(2)}`, outcome: outcomeOfT(t) };
  const [value, from, to] = [area.value, area.from, area.to].map((share) => share.toFixed(3));
  return { words, n, found: `area ${value}, between ${from} and ${to}`, outcome: outcomeOf(area) };
}

function outcomeOfT(t: number): Outcome {
  return Math.abs(t) < MOST_T ? "holds" : "leaks";
}

/** Few tries claim nothing: what they leave possible has to be within the bound, too. */
function outcomeOf({ from, to }: OverHttpTold["area"]): Outcome {
  if (to <= MOST_AREA) return "holds";
  return from > MOST_AREA ? "leaks" : "too few to tell";
}
