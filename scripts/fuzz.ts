/**
 * `npm run fuzz -- --requests N --seed S --report FILE`: sends a server requests that are nearly right and bytes that
 * are none, and prints what it found. Fails on an answer that is not described, on a server that suffers, and on a
 * mistake that it does not find.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fuzz } from "../packages/server/test/fuzz/fuzz.ts";
import { proofOf, reportOf } from "../packages/server/test/fuzz/report.ts";
import { seedOf, wholeNumber } from "./whole-number.ts";

const MOST_REQUESTS = 10_000_000;

const { requests, seed, file } = readArguments();
const report = await fuzz({ requests, seed, timed: true, say: (text) => console.error(text) });
const text = reportOf(report);
console.log(text);
if (file !== undefined) writeFileSync(file, text);
const { faults } = proofOf(report);
for (const fault of faults) console.error(`FAIL ${fault} (seed ${seed})`);
process.exitCode = faults.length > 0 ? 1 : 0;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { requests: { type: "string" }, seed: { type: "string" }, report: { type: "string" } },
    });
    return {
      requests: wholeNumber("requests", values.requests ?? "100000", MOST_REQUESTS),
      seed: seedOf(values.seed),
      file: values.report,
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
