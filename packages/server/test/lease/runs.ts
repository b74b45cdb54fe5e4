import type { Code, Record } from "./simulation/world.ts";
import type { Run } from "./simulation/run.ts";
import { simulate } from "./simulation/run.ts";

/** Many runs, one a seed. */
export interface Runs extends Omit<Run, "seed" | "trace"> {
  code: Code;
  from?: number;
  count: number;
}

/** What all runs together saw. */
export interface Seen {
  accepted: number;
  refused: number;
  unavailable: number;
  /** Changes that were answered. */
  returned: number;
}

/** Runs every seed. The first that breaks a promise ends it, and is told with all that happened in it. */
export async function runAll({ from = 1, count, ...run }: Runs): Promise<Seen> {
  const seen: Seen = { accepted: 0, refused: 0, unavailable: 0, returned: 0 };
  for (let seed = from; seed < from + count; seed++) {
    const result = await simulate({ ...run, seed });
    const wrong = result.broken ?? result.faults[0];
    if (wrong !== undefined) throw new Error(`Seed ${seed}: ${wrong}\n${await traceOf({ ...run, seed })}`);
    add(seen, result);
  }
  return seen;
}

function add(seen: Seen, { accepted, refused, unavailable, operations }: Record): void {
  seen.accepted += accepted.length;
  seen.refused += refused;
  seen.unavailable += unavailable;
  seen.returned += operations.filter(({ returnedAt }) => returnedAt < Infinity).length;
}

/** The same run once more, line by line. */
export async function traceOf(run: Run): Promise<string> {
  const trace: string[] = [];
  await simulate({ ...run, trace });
  return trace.join("\n");
}

/** The first seed whose run shows that something is wrong: a stale check, or somebody who never answers again. */
export async function findSeed(
  { from = 1, count, ...run }: Runs,
  what: "broken" | "faults",
): Promise<number | undefined> {
  for (let seed = from; seed < from + count; seed++) {
    const result = await simulate({ ...run, seed });
    if (what === "broken" ? result.broken !== undefined : result.faults.length > 0) return seed;
  }
  return undefined;
}
