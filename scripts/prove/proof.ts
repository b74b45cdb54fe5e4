/** What is promised, and what shows it. */
export interface Promised {
  /** As quality is spoken of: P1 to P18. */
  id: string;
  /** What it is called on the command line. */
  name: string;
  words: string;
  /** The suite whose needs it has, if any. */
  suite?: string;
  prove: (order: ProofOrder) => Promise<Proved>;
}

export interface ProofOrder {
  /** `ci`: all of them in a quarter of an hour. `release`: what a release is held to. */
  size: "ci" | "release";
  seed: number;
  /** Told what goes on. */
  say: (text: string) => void;
}

/** What was tried and what came of it. */
export interface Proved {
  /** How often it was tried. */
  n: number;
  /** Whether the seed decided anything. */
  seeded: boolean;
  /** What befell it, in words. */
  faults: string;
  result: string;
  /** That the same finds a mistake; empty where its tests have none. */
  control: string;
  /** What is wrong; nothing where the promise holds. */
  broken: readonly string[];
}

export interface Proof extends Proved {
  promised: Promised;
  seed: number;
  seconds: number;
}

/** So many times each thing, in words. */
export function timesOf(faults: Readonly<Record<string, number>>): string {
  return Object.entries(faults)
    .map(([what, times]) => `${times} × ${what}`)
    .join(", ");
}

/** Of runs with a mistake each, which found it. */
export function judged(controls: readonly { mistake: string; violations: readonly string[] }[]) {
  return controls.map(({ mistake, violations }) => ({ mistake, isFound: violations.length > 0 }));
}

/** A mistake that was not found makes a proof worthless. */
export function missedOf(controls: readonly { mistake: string; isFound: boolean }[]): string[] {
  return controls
    .filter(({ isFound }) => !isFound)
    .map(({ mistake }) => `a mistake was not found: ${mistake}`);
}

export function foundOf(controls: readonly { mistake: string; isFound: boolean }[]): string {
  return controls.map(({ mistake, isFound }) => `${isFound ? "found" : "NOT found"}: ${mistake}`).join("; ");
}
