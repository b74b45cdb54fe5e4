import { tryRetries } from "../../packages/server/test/retries/retries.ts";
import type { ProofOrder, Proved } from "./proof.ts";
import { foundOf, judged, missedOf, timesOf } from "./proof.ts";

const KILLS = { ci: 4, release: 200 };

export async function proveRetries({ size, seed, say }: ProofOrder): Promise<Proved> {
  const report = await tryRetries({ kills: KILLS[size], seed, say });
  const controls = judged(report.controls);
  return {
    n: report.n,
    seeded: true,
    faults: `each key sent 50 times at once, to one server on SQLite and to three on PostgreSQL; killed: ${timesOf(report.kills)}`,
    result: `${report.repetitions} requests, ${report.violations.length} second tokens or values; of ${report.lost} keys the answer with the value was lost`,
    control: foundOf(controls),
    broken: [...report.violations, ...missedOf(controls)],
  };
}
