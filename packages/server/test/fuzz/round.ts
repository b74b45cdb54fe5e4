import * as fc from "fast-check";
import { createSecretSearch } from "../secret-search.ts";
import type { Bytes } from "./bytes.ts";
import { byteStrings } from "./bytes.ts";
import { operationsAt } from "./description.ts";
import type { Findings } from "./findings.ts";
import { faultsOf, faultsOfAny } from "./judge.ts";
import type { Pipeline } from "./pipeline.ts";
import { pipelines, textOfPipeline } from "./pipeline.ts";
import type { Request } from "./request.ts";
import { requests } from "./request.ts";
import type { Answer, Wire } from "./wire.ts";
import { exchange, openWire } from "./wire.ts";
import type { World } from "./world.ts";

/** What has been sent, and how it was answered. */
export interface Tally {
  sent: number;
  /** How often each operation was answered with each status: `getMe 200`. */
  outcomes: Map<string, number>;
}

interface Round {
  seed: number;
  requests: number;
  world: World;
}

interface Notes {
  findings: Findings;
  tally: Tally;
}

const LANES = 32;
const QUIET_MS = 60;
const PATIENCE_MS = 20_000;
const MOST_SHRINKS = 100;

type Attempt = { whole: Request } | { bytes: Bytes } | { pipeline: Pipeline };

const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  { weight: 92, arbitrary: requests.map((whole) => ({ whole })) },
  { weight: 6, arbitrary: byteStrings.map((bytes) => ({ bytes })) },
  { weight: 2, arbitrary: pipelines.map((pipeline) => ({ pipeline })) },
);

/** So many requests on some connections at once, judged one by one. */
export async function runRound(port: number, round: Round, notes: Notes): Promise<void> {
  const { world, requests } = round;
  notes.findings.keep(world.secrets);
  const search = createSecretSearch(world.secrets);
  const lanes = Array.from({ length: Math.min(LANES, requests) }, async (_, n) => {
    const wire = openWire(port);
    const runs = Math.floor(requests / LANES) + (n < requests % LANES ? 1 : 0);
    const judge = (attempt: Attempt) =>
      judgeAttempt({ port, wire, world, search, tally: notes.tally }, attempt);
    await runLane(
      { runs, seed: Math.imul(round.seed, 0x9e37_79b1) + n, roundSeed: round.seed },
      judge,
      notes,
    );
    wire.close();
  });
  await Promise.all(lanes);
}

interface Lane {
  runs: number;
  seed: number;
  roundSeed: number;
}

/** Goes on behind a fault: each kind is made small and told once, and counted from then on. */
async function runLane(
  { runs, seed, roundSeed }: Lane,
  judge: (attempt: Attempt) => Promise<string[]>,
  { findings, tally }: Notes,
): Promise<void> {
  const progress = { done: 0, parts: 0 };
  while (progress.done < runs) {
    let fault: string | undefined;
    let tries = 0;
    const property = fc.asyncProperty(attempts, async (attempt) => {
      if (fault === undefined) {
        progress.done++;
        tally.sent++;
      } else if (tries++ > MOST_SHRINKS) return;
      const faults = await judge(attempt);
      for (const one of faults) findings.count(one);
      fault ??= faults.find((one) => !findings.isKnown(one));
      if (fault === undefined) return;
      if (kindsIn(faults).has(kindIn(fault))) throw new Error(fault);
    });
    const { counterexample } = await fc.check(property, {
      seed: (seed + progress.parts++ * LANES) | 0,
      numRuns: runs - progress.done,
    });
    if (fault !== undefined)
      findings.add({ fault, seed: roundSeed, request: fc.stringify(counterexample?.[0]) });
  }
}

/** A smaller request may say it in other words. */
function kindIn(fault: string): string {
  return fault.slice(0, 12);
}

function kindsIn(faults: readonly string[]): Set<string> {
  return new Set(faults.map((fault) => kindIn(fault)));
}

interface Means {
  port: number;
  wire: Wire;
  world: World;
  search: (bytes: Buffer) => string[];
  tally: Tally;
}

async function judgeAttempt(means: Means, attempt: Attempt): Promise<string[]> {
  if ("whole" in attempt) return judgeWhole(means, attempt.whole);
  return "bytes" in attempt ? judgeBytes(means, attempt.bytes) : judgePipeline(means, attempt.pipeline);
}

async function judgeWhole({ wire, world, search, tally }: Means, request: Request): Promise<string[]> {
  const { method, body } = request;
  const asked = {
    method,
    target: named(world, request.target),
    body: typeof body === "object" ? body.text : body,
  };
  const answer = await wire.ask(render(world, request), method);
  if (!answer) return [`${method} ${request.target.split("?", 1)[0]} has no answer`];
  const [path = ""] = asked.target.split("?", 1);
  const operation = operationsAt(path).find(({ method }) => method === asked.method);
  const outcome = `${operation?.operationId ?? "elsewhere"} ${answer.status}`;
  tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
  const faults = [...faultsOf(asked, answer), ...leaksIn(answer, search)];
  return faults.map((fault) => `${operation?.operationId ?? "elsewhere"}: ${fault}`);
}

async function judgeBytes(
  { port, world, search }: Means,
  { pieces, most, mustRefuse, ending }: Bytes,
): Promise<string[]> {
  const bytes = pieces.map((piece) => Buffer.from(named(world, piece), "latin1"));
  const quietMs = mustRefuse ? PATIENCE_MS : QUIET_MS;
  const { answers, rest } = await exchange(port, bytes, { expected: most, quietMs, ending });
  const faults = answers.flatMap((answer) => [...faultsOfAny(answer), ...leaksIn(answer, search)]);
  if (answers.length > most) faults.push(`${answers.length} answers to ${most} requests`);
  // A route that reads no body may have answered before there is anything to refuse.
  if (
    mustRefuse &&
    (answers.at(-1)?.status !== 400 || answers.some(({ body }) => body.includes('"mayGenerate"')))
  ) {
    faults.push(`not refused, but answered with ${answers.map(({ status }) => status).join()}`);
  }
  if (rest.length > 0) faults.push(`no whole answer: ${rest.toString("latin1", 0, 100)}`);
  return faults.map((fault) => `bytes: ${fault}`);
}

async function judgePipeline({ port, world, search }: Means, pipeline: Pipeline): Promise<string[]> {
  const { callers } = pipeline;
  const bytes = Buffer.from(named(world, textOfPipeline(pipeline)), "latin1");
  const { answers } = await exchange(port, [bytes], { expected: callers.length, quietMs: PATIENCE_MS });
  const faults = answers.flatMap((answer) => [...faultsOfAny(answer), ...leaksIn(answer, search)]);
  if (answers.length !== callers.length)
    faults.push(`${answers.length} answers to ${callers.length} requests`);
  answers.forEach((answer, n) => {
    const name = callers[n];
    const isOwn = name !== undefined && answer.body.includes(world.names.get(`id.${name}`) ?? "");
    if (answer.status === 200 && !isOwn) faults.push(`${name ?? "nobody"} is answered as somebody else`);
  });
  return faults.map((fault) => `pipeline: ${fault}`);
}

function leaksIn({ headers, body }: Answer, search: (bytes: Buffer) => string[]): string[] {
  const head = Buffer.from([...headers].flat().join("\n"));
  const found = [...search(head), ...search(body)];
  return found.length > 0 ? [`a secret in the answer: ${found.join()}`] : [];
}

/** The request as it goes over the wire. */
function render(world: World, { method, target, headers, body }: Request): Buffer {
  const content = body === undefined ? undefined : bytesOf(world, body);
  const lines = [
    `${method} ${named(world, target)} HTTP/1.1`,
    "Host: localhost",
    ...headers.map(([name, value]) => `${name}: ${named(world, value).replaceAll(/[\r\n\0]/g, "")}`),
    ...(content ? [`Content-Length: ${content.length}`] : []),
  ];
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  return content ? Buffer.concat([head, content]) : head;
}

function bytesOf(world: World, body: NonNullable<Request["body"]>): Buffer {
  return typeof body === "string"
    ? Buffer.from(named(world, body), "latin1")
    : Buffer.from(named(world, body.text), "utf8");
}

/** Puts in what the round has under each name. */
function named({ names }: World, text: string): string {
  return text.replaceAll(/\{\{([\w.]+)\}\}/g, (whole, name: string) => names.get(name) ?? whole);
}
