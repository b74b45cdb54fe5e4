import type { Compared } from "../../packages/server/bench/timing/measure.ts";
import { measureTiming, SIZES } from "../../packages/server/bench/timing/measure.ts";
import type { ProofOrder, Proved } from "./proof.ts";
import { foundOf, missedOf } from "./proof.ts";

/** In few tries only what anybody could use is a leak; of many, what they leave open has to be within the bound, too. */
export async function proveTiming({ size, say }: ProofOrder): Promise<Proved> {
  const { compared, controls } = await measureTiming(SIZES[size], say);
  const isBroken = ({ outcome }: Compared) =>
    outcome === "leaks" || (outcome === "too few to tell" && size === "release");
  return {
    n: compared.reduce((sum, { n }) => sum + 2 * n, 0),
    seeded: false,
    faults: "two kinds of questions, asked in random order",
    result: compared.map(toldOf).join("; "),
    control: foundOf(controls),
    broken: [...compared.filter(isBroken).map(toldOf), ...missedOf(controls)],
  };
}

function toldOf({ words, n, found, outcome }: Compared): string {
  return `${words}: ${found} (${n} of each: ${outcome})`;
}
