import { operations } from "./description.ts";
import type { Finding } from "./findings.ts";
import type { Outcome, Report } from "./fuzz.ts";
import { BOUNDS, REPEATING } from "./fuzz.ts";

/** What a run shows, in the form in which every proof is told. */
export interface Proof {
  promise: string;
  n: number;
  seed: number;
  /** What is wrong with the run; nothing where it proves what it is for. */
  faults: string[];
  result: string;
  control: string;
}

export function proofOf({ seed, outcome, controls }: Report): Proof {
  const { sent, seconds, findings, readings } = outcome;
  const [warm, last] = readings;
  const missed = controls.filter(({ found }) => found === undefined);
  const growth = ((last.rss - warm.rss) / 2 ** 20).toFixed(0);
  return {
    promise: "Hostile input never breaks it",
    n: sent,
    seed,
    faults: [
      ...findings.map(({ fault, times }) => `${fault} (${times} times)`),
      ...missed.map(({ mistake }) => `a mistake was not found: ${mistake}`),
    ],
    result:
      `${findings.length} kinds of faults in ${sent} requests, ${(sent / seconds).toFixed(0)} a second; ` +
      `${reachedIn(outcome).size} of ${operations.length} operations did what they were asked for; ` +
      `event loop p99.9 busy for ${last.busyMs.toFixed(0)} ms (bound ${BOUNDS.busyMs}), late by ${last.lateMs.toFixed(0)} ms; grown by ${growth} MB (bound ${BOUNDS.growth / 2 ** 20})`,
    control: `${controls.length - missed.length} of ${controls.length} mistakes found`,
  };
}

/** The operations that have done what they were asked for. */
export function reachedIn({ outcomes }: Outcome): Set<string> {
  const done = [...outcomes.keys()].filter((outcome) => / 2\d\d$/.test(outcome));
  return new Set(done.map((outcome) => outcome.split(" ")[0] ?? ""));
}

/** The report as Markdown. */
export function reportOf(report: Report): string {
  const { promise, n, seed, result, control } = proofOf(report);
  const { outcome, controls } = report;
  const reached = reachedIn(outcome);
  const idle = operations.filter(({ operationId }) => !reached.has(operationId));
  const statuses = Map.groupBy(outcome.outcomes, ([name]) => name.split(" ")[1] ?? "");
  return `# ${promise}

${n} requests, seed ${seed}: ${result}. ${control}.

| status | answers |
| --- | --- |
${[...statuses]
  .toSorted(([a], [b]) => Number(a) - Number(b))
  .map(([status, all]) => `| ${status} | ${all.reduce((sum, [, count]) => sum + count, 0)} |`)
  .join("\n")}

Never succeeded: ${idle.map(({ operationId }) => operationId).join(", ") || "none"}.

| mistake | found as |
| --- | --- |
${controls.map(({ mistake, found }) => `| ${mistake} | ${(found ?? "not found").slice(0, 150)} |`).join("\n")}
${outcome.findings.map(findingText).join("")}`;
}

function findingText({ fault, times, seed, request }: Finding): string {
  const again =
    request &&
    `\nRepeat with \`npm run fuzz -- --requests ${REPEATING} --seed ${seed}\`:\n\n    ${request}\n`;
  return `\n## ${fault}\n\n${times} times.\n${again}`;
}
