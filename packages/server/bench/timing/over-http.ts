/** In a child: asks a server questions of two kinds in random order, and tells how well their times tell them apart. */
import { randomInt } from "node:crypto";
import { answer, tell } from "../child.ts";
import type { Connection } from "./connection.ts";
import { openConnection } from "./connection.ts";
import type { Kind, Question, QuestionName } from "./questions.ts";
import { QUESTIONS } from "./questions.ts";
import type { Estimate, Pair } from "./statistics.ts";
import { areaUnderCurve, trimmed, welchT } from "./statistics.ts";
import type { World } from "./world.ts";

export interface Asking {
  port: number;
  world: World;
  question: QuestionName;
  /** Of each kind. */
  n: number;
  /** The number of the first of each. */
  first: number;
}

export interface OverHttpTold {
  area: Estimate;
  t: number;
  /** All different answers, but for what is different in each. */
  answers: string[];
}

/** The first answers of a server take longer than all others. */
const WARM_UP = 50;

async function run({ port, world, question, n, first }: Asking): Promise<OverHttpTold> {
  const connection = await openConnection(port);
  for (let n = 0; n < WARM_UP; n++) await connection.ask(QUESTIONS.value.request(world, "not there", n));
  const answers = new Set<string>();
  const asked = { connection, world, question: QUESTIONS[question], answers };
  const pair: Pair = { a: new Float64Array(n), b: new Float64Array(n) };
  let [a, b] = [0, 0];
  for (let left = 2 * n; left > 0; left--) {
    const isThere = randomInt(left) < n - a;
    if (isThere) pair.a[a] = await ask(asked, "there", first + a++);
    else pair.b[b] = await ask(asked, "not there", first + b++);
  }
  connection.close();
  return { area: areaUnderCurve(pair), t: welchT(trimmed(pair)), answers: [...answers] };
}

interface Asked {
  connection: Connection;
  world: World;
  question: Question;
  answers: Set<string>;
}

async function ask({ connection, world, question, answers }: Asked, kind: Kind, n: number): Promise<number> {
  const { ms, status, body } = await connection.ask(question.request(world, kind, n));
  if (status !== question.status) throw new Error(`${question.words} is answered with ${status} ${body}`);
  answers.add(body.replaceAll(CHANGING, ""));
  return ms;
}

/** Ids of requests and refusals, and how long there is to wait. */
const CHANGING = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+ s\b/g;

answer((asking) => run(asking as Asking));
tell({});
