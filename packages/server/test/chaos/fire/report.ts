import type { Control, Report } from "./campaign.ts";
import { isLate, waitsOf } from "./verdict.ts";

/** What is wrong with a run; nothing where it proves what it is for. */
export function faultsOf({ outcome, controls }: Report): string[] {
  const late = outcome.acknowledged.filter((done) => isLate(outcome, done)).length;
  const missed = controls.filter(({ violations }) => violations === 0);
  return [
    ...(outcome.violations.length > 0
      ? [`${outcome.violations.length} tokens whose checks fit no order of their changes`]
      : []),
    ...(late > 0 ? [`${late} late receipts`] : []),
    ...missed.map(({ mistake }) => `a mistake was not found: ${mistake}`),
  ];
}

/** The report as Markdown. */
export function reportOf(report: Report): string {
  const { seed, outcome, controls } = report;
  const { acknowledged, befallen, checks, unavailable, violations, leaseMs } = outcome;
  const kinds = [...Map.groupBy(befallen, ({ kind }) => kind).entries()];
  const wrong = (which: "accepted" | "refused") => violations.reduce((sum, one) => sum + one[which], 0);
  const ms = (value: number) => value.toFixed(0);
  return `# Revocation under fire

Seed ${seed}, leases of ${leaseMs / 1000} s, 3 servers on one PostgreSQL, 2 SDKs.

| what | count |
| --- | --- |
| narrowing changes acknowledged | ${acknowledged.length} |
| of them after attempts without an answer | ${acknowledged.filter(({ attempts }) => attempts > 1).length} |
| checks with a verdict | ${checks} |
| checks without one | ${unavailable} |
| tokens whose checks fit no order of their changes | ${violations.length} |
| checks accepted that began after the receipt | ${wrong("accepted")} |
| checks refused of good tokens | ${wrong("refused")} |

## Receipts

From the request that was acknowledged to its receipt, in ms, by the fault that was met: until every lease of before its end is over. Late: longer than a lease, its margin and 500 ms, beyond the time in which the server asked, or the database, was away itself.

| during | receipts | p50 | p99 | worst | late |
| --- | --- | --- | --- | --- | --- |
${waitsOf(outcome)
  .map(
    ({ during, count, p50, p99, worst, late }) =>
      `| ${during} | ${count} | ${ms(p50)} | ${ms(p99)} | ${ms(worst)} | ${late} |`,
  )
  .join("\n")}

## Faults

| fault | times | seconds |
| --- | --- | --- |
${kinds.map(([kind, all]) => `| ${kind} | ${all.length} | ${secondsOf(all)} |`).join("\n")}

## Controls

The same with a mistake in the sources. A run counts only if it finds each.

| mistake | tokens violated | tries |
| --- | --- | --- |
${controls.map(rowOf).join("\n")}
${lateOf(report)}${violationsOf(report)}`;
}

function secondsOf(all: readonly { beganAt: number; endedAt: number }[]): string {
  return (all.reduce((sum, { beganAt, endedAt }) => sum + endedAt - beganAt, 0) / 1000).toFixed(1);
}

function rowOf({ mistake, violations, tries }: Control): string {
  return `| ${mistake} | ${violations} | ${tries} |`;
}

const MOST_TOLD = 10;

/** The receipts that took too long, with the faults of their time; all instants by one clock, in ms. */
function lateOf({ outcome }: Report): string {
  const late = outcome.acknowledged.filter((done) => isLate(outcome, done));
  if (late.length === 0) return "";
  const told = late.slice(0, MOST_TOLD).map((done) => {
    const from = done.lastBeganAt - 2 * outcome.leaseMs;
    const faults = outcome.befallen.filter((fault) => fault.beganAt < done.endedAt && fault.endedAt > from);
    return JSON.stringify({ ...done, faults }, undefined, 1);
  });
  return `\n## Late\n\n${told.join("\n\n")}\n`;
}

/** The histories that are wrong, with the faults that they met. */
function violationsOf({ outcome: { violations, befallen } }: Report): string {
  if (violations.length === 0) return "";
  const told = violations.slice(0, MOST_TOLD).map(({ n, history }) => {
    const from = Math.min(...history.changes.map(({ beganAt }) => beganAt));
    const to = Math.max(...history.checks.map(({ endedAt }) => endedAt));
    const faults = befallen.filter((fault) => fault.beganAt < to && fault.endedAt > from);
    const checks = history.checks.slice(0, MOST_TOLD);
    return `token ${n}: ${JSON.stringify({ changes: history.changes, checks, faults }, undefined, 1)}`;
  });
  return `\n## Violations\n\n${told.join("\n\n")}\n`;
}
