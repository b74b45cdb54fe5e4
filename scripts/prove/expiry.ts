import { tryExpiry } from "../../packages/server/test/expiry/expiry.ts";
import type { ProofOrder, Proved } from "./proof.ts";
import { foundOf, judged, missedOf, timesOf } from "./proof.ts";

const SIZES = { ci: { instants: 100_000, steps: 100 }, release: { instants: 1_000_000, steps: 3000 } };

export async function proveExpiry({ size, seed, say }: ProofOrder): Promise<Proved> {
  const report = await tryExpiry({ ...SIZES[size], seed, say });
  const controls = judged(report.controls);
  return {
    n: report.instants + report.checks,
    seeded: true,
    faults: `instants around ends, also where calendars are odd; a server's clock set: ${timesOf(report.steps)}; two servers 10 s apart`,
    result: `${report.violations.length} accepted at the end or after it, or refused before; ${report.checks} of them at servers`,
    control: foundOf(controls),
    broken: [...report.violations, ...missedOf(controls)],
  };
}
