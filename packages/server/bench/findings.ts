import type { Goal } from "./measure.ts";
import { holds, median } from "./measure.ts";

export type Unit = "µs" | "ms" | "s" | "bytes" | "×" | "%" | "a second" | "";

/** What was promised, and what was measured of it, one value a round. */
export interface Finding {
  /** Such as `S1`. */
  promise: string;
  says: string;
  unit: Unit;
  goal: Goal;
  values: readonly number[];
}

/** What was measured of one subject, one value a round. */
export interface Figure {
  name: string;
  values: readonly number[];
}

export function tableOfFindings(findings: readonly Finding[]): string {
  const rows = findings.map(({ promise, says, unit, goal, values }) => {
    const target = "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
    const verdict = holds(goal, values) ? "holds" : "**does not hold**";
    if (values.length === 0) return [promise, says, joined(target, unit), "", "", "not measured"];
    return [promise, says, joined(target, unit), withUnit(median(values), unit), spreadOf(values), verdict];
  });
  return tableOf(["", "promise", "target", "median", "least to most", ""], "--rrr-", rows);
}

/** Each figure, and how it compares to the first one. */
export function tableOfFigures(
  what: string,
  figures: readonly Figure[],
  { unit, compare }: { unit: Unit; compare: "× the time" | "× the rate" },
): string {
  const first = median(figures[0]?.values ?? []);
  const rows = figures.map(({ name, values }) => [
    name,
    inFigures(median(values)),
    spreadOf(values),
    inFigures(median(values) / first),
  ]);
  return tableOf([what, `median, ${unit}`, "least to most", compare], "-rrr", rows);
}

/** One letter a column: `r` aligns to the right. */
export function tableOf(head: readonly string[], aligned: string, rows: readonly string[][]): string {
  const ruler = Array.from(aligned, (side) => (side === "r" ? "---:" : "---"));
  return [head, ruler, ...rows].map(lineOf).join("\n");
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

export function withUnit(value: number, unit: Unit): string {
  return Number.isNaN(value) ? "–" : joined(inFigures(value), unit);
}

function joined(figure: string, unit: Unit): string {
  return `${figure}${unit === "%" || unit === "×" ? "" : " "}${unit}`.trim();
}

/** Three significant digits, thousands apart. */
export function inFigures(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  const [whole = "", rest] = value.toFixed(Math.min(digits, 4)).split(".");
  const apart = whole.replaceAll(/\B(?=(\d{3})+$)/g, " ");
  return rest === undefined ? apart : `${apart}.${rest}`;
}

function spreadOf(values: readonly number[]): string {
  if (values.length < 2) return "";
  return `${inFigures(Math.min(...values))} to ${inFigures(Math.max(...values))}`;
}
