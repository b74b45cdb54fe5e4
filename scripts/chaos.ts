/**
 * `npm run chaos -- --revokes N --seed S --report FILE`: revokes tokens while servers, SDKs and the wires between them
 * fail, and prints what it found. Fails on a violation, a late receipt, and a mistake that it does not find.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { campaign } from "../packages/server/test/chaos/fire/campaign.ts";
import { faultsOf, reportOf } from "../packages/server/test/chaos/fire/report.ts";
import { NEEDS } from "./test/needs.ts";
import { seedOf, wholeNumber } from "./whole-number.ts";

/** Long enough that renewals come in time also on a machine that does other work. */
const LEASE_SECONDS = 2;
const MOST_REVOKES = 100_000;

const { revokes, seed, file } = readArguments();
const missing = NEEDS["chaos"]?.();
if (missing !== undefined) fail(`It cannot run: ${missing}`);
const report = await campaign({
  revokes,
  seed,
  leaseSeconds: LEASE_SECONDS,
  say: (text) => console.error(text),
});
const text = reportOf(report);
console.log(text);
if (file !== undefined) writeFileSync(file, text);
const faults = faultsOf(report);
for (const fault of faults) console.error(`FAIL ${fault} (seed ${seed})`);
process.exitCode = faults.length > 0 ? 1 : 0;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { revokes: { type: "string" }, seed: { type: "string" }, report: { type: "string" } },
    });
    return {
      revokes: wholeNumber("revokes", values.revokes ?? "1000", MOST_REVOKES),
      seed: seedOf(values.seed),
      file: values.report,
    };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
