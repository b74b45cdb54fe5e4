/**
 * `npm run prove -- [NAME…] [--release] [--seed S]`: proves what is promised, or what is named of it, and writes
 * docs/reference/proofs.md when it was all of it. Fails on a promise that does not hold, on a mistake that is not found,
 * and on a proof that could not be run.
 */
import { parseArgs } from "node:util";
import { writePage } from "./prove/page.ts";
import { PROMISES } from "./prove/promises.ts";
import type { Promised, Proof, ProofOrder, Proved } from "./prove/proof.ts";
import { NEEDS } from "./test/needs.ts";
import { seedOf } from "./whole-number.ts";

const { chosen, size, seed } = readArguments();
const proofs: Proof[] = [];
for (const promised of chosen) {
  console.log(`${promised.id} ${promised.words}`);
  const beganAt = performance.now();
  const proved = await proveOne(promised);
  const seconds = (performance.now() - beganAt) / 1000;
  proofs.push({ ...proved, promised, seed, seconds });
  const verdict = proved.broken.length === 0 ? "holds" : `DOES NOT HOLD: ${proved.broken.join("; ")}`;
  console.log(
    `  ${verdict}: n = ${proved.n}, ${proved.result}; control: ${proved.control || "none"} (${seconds.toFixed(0)} s)`,
  );
}
if (chosen.length === PROMISES.length) writePage(proofs, size);
const failed = proofs.filter(({ broken }) => broken.length > 0);
console.log(`\n${proofs.length - failed.length} of ${proofs.length} hold, seed ${seed}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function proveOne({ suite, prove }: Promised): Promise<Proved> {
  const missing = suite === undefined ? undefined : NEEDS[suite]?.();
  if (missing !== undefined) return unproved(`it could not run: ${missing}`);
  try {
    return await prove({ size, seed, say: (text) => console.error(`  ${text}`) });
  } catch (error) {
    return unproved(error instanceof Error ? error.message : String(error));
  }
}

function unproved(reason: string): Proved {
  return { n: 0, seeded: false, faults: "", result: "not run to its end", control: "", broken: [reason] };
}

function readArguments(): { chosen: readonly Promised[]; size: ProofOrder["size"]; seed: number } {
  try {
    const { values, positionals } = parseArgs({
      options: { release: { type: "boolean" }, seed: { type: "string" } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => PROMISES.every((promised) => promised.name !== name));
    if (unknown !== undefined) {
      throw new Error(
        `There is no proof «${unknown}». There are: ${PROMISES.map(({ name }) => name).join(", ")}.`,
      );
    }
    const chosen = PROMISES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
    return { chosen, size: values.release ? "release" : "ci", seed: seedOf(values.seed) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
