import { join } from "node:path";
import type { Mutation } from "../../lease/module.ts";
import { RETURN_AT_COMMIT } from "../../lease/shortcuts.ts";
import type { FaultKind } from "./faults.ts";

/** A mistake in the text of those who take part, and the faults under which it does harm. */
export interface Mistake {
  name: string;
  in: "replicas" | "sdks";
  mutations: readonly Mutation[];
  faults: readonly FaultKind[];
}

/** Each breaks the promise: a run that does not find them has proved nothing. */
export const MISTAKES: readonly Mistake[] = [
  {
    name: "a change is confirmed at its commit",
    in: "replicas",
    mutations: [RETURN_AT_COMMIT],
    faults: ["replica cut off", "SDK cut off", "replica cut off"],
  },
  {
    name: "a replica does not look at its lease's end",
    in: "replicas",
    mutations: [
      {
        file: "verify/lease/term.ts",
        passage: `return passed < leaseMs - marginMs ? "running" : "over";`,
        instead: `return "running";`,
      },
    ],
    faults: ["replica cut off", "replica hears nothing", "replica is not heard"],
  },
  {
    name: "an SDK's lease is ended by a timer",
    in: "sdks",
    mutations: [
      {
        file: "sdk/src/verifier/lease.ts",
        passage: "state.onRenewed(registration);",
        instead: `const own = state.term;
  setTimeout(() => { if (state.term === own) state.term = undefined; }, endsAtMs - environment.monotonicMs());
  state.onRenewed(registration);`,
      },
      {
        file: "sdk/src/verifier/lease.ts",
        passage: "return monotonicMs < term.endsAtMs;",
        instead: "return true;",
      },
    ],
    faults: Array.from({ length: 6 }, () => "SDK stopped" as const),
  },
];

const PRELOAD = join(import.meta.dirname, "mutate.ts");

/** What starts a Node whose sources have these mistakes in them. */
export function mistaken(mutations: readonly Mutation[]): { flags: string[]; env: Record<string, string> } {
  if (mutations.length === 0) return { flags: [], env: {} };
  return { flags: ["--import", PRELOAD], env: { MUTATIONS: JSON.stringify(mutations) } };
}
