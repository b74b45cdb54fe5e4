import type { Mutation } from "../lease/module.ts";

/** How much is to be tried, and the seed that decides what. */
export interface Order {
  n: number;
  seed: number;
  /** Told what goes on. */
  say?: (text: string) => void;
}

export interface Outcome {
  /** How often something befell a server. */
  n: number;
  /** How often each thing did. */
  faults: Record<string, number>;
  acknowledged: number;
  /** Changes without an acknowledgement: done whole, or not at all. */
  unknown: number;
  /** How often changes were answered with each status. */
  statuses: Record<number, number>;
  violations: string[];
}

/** The same with a mistake, until something is found. */
export interface Control {
  mistake: string;
  violations: string[];
  /** How many faults it took. */
  n: number;
}

export interface Report extends Outcome {
  seed: number;
  controls: Control[];
}

export interface Mistake {
  name: string;
  mutations: readonly Mutation[];
}

export function emptyOutcome(): Outcome {
  return { n: 0, faults: {}, acknowledged: 0, unknown: 0, statuses: {}, violations: [] };
}

export function count(counts: Record<string, number>, what: string | number, times = 1): void {
  counts[what] = (counts[what] ?? 0) + times;
}

/** What came of it, in a line. */
export function told({ n, acknowledged, unknown, violations, controls }: Report): string {
  const found = controls.map((control) => `found in ${control.n}: ${control.mistake}`).join("; ");
  return `${n} faults, ${acknowledged} changes acknowledged, ${unknown} in doubt, ${violations.length} violations; ${found}`;
}

/** Adds what the writers of one file have noted. */
export function addBook(
  outcome: Outcome,
  book: { acknowledged: number; unknown: number; statuses: ReadonlyMap<number, number> },
): void {
  outcome.acknowledged += book.acknowledged;
  outcome.unknown += book.unknown;
  for (const [status, times] of book.statuses) count(outcome.statuses, status, times);
}

export function controlOf(mistake: string, { n, violations }: Outcome): Control {
  return { mistake, n, violations };
}

/** What comes of it, and of the same with a mistake, which has to be found. */
export async function withControl(
  seed: number,
  mistake: Mistake,
  tryOften: (outcome: Outcome, mistake?: Mistake) => Promise<void>,
): Promise<Report> {
  const outcome = emptyOutcome();
  await tryOften(outcome);
  const control = emptyOutcome();
  await tryOften(control, mistake);
  return { ...outcome, seed, controls: [controlOf(mistake.name, control)] };
}

/** Who cannot do what is asked says 503, and no other failure. */
export function unclear({ statuses }: Outcome): string[] {
  return Object.entries(statuses)
    .filter(([status]) => Number(status) >= 400 && status !== "503")
    .map(([status, times]) => `${times} changes were answered with ${status}`);
}
