import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { mistaken } from "../chaos/fire/mistake.ts";
import { NODE_FLAGS } from "../chaos/servers.ts";
import type { Mutation } from "../lease/module.ts";

export interface BoundaryOrder {
  /** So many checks at least. */
  n: number;
  seed: number;
}

export interface BoundariesSeen {
  n: number;
  accepted: number;
  refused: number;
  violations: string[];
}

export const JUDGED_AT_LOAD: { name: string; mutations: readonly Mutation[] } = {
  name: "what is held is judged by the time at which it was loaded",
  mutations: [
    {
      file: "verifier/memory.ts",
      passage: "judge(readFacts(state, slot, holder), request, state.counters.nowMs)",
      instead: "judge(readFacts(state, slot, holder), request, loadedAt(digest, state.counters.nowMs))",
    },
    {
      file: "verifier/memory.ts",
      passage: "function isElsewhere(",
      instead: `const loads = new Map();
function loadedAt(digest, nowMs) {
  if (!loads.has(digest)) loads.set(digest, nowMs);
  return loads.get(digest);
}

function isElsewhere(`,
    },
  ],
};

/** Each lets a token live on past its end. */
export const MISTAKES: readonly { name: string; mutations: readonly Mutation[] }[] = [
  {
    name: "the instant of the end is still good, in memory",
    mutations: [
      {
        file: "verifier/judgement.ts",
        passage: "nowMs >= facts.expiresAtMs",
        instead: "nowMs > facts.expiresAtMs",
      },
    ],
  },
  {
    name: "the instant of the end is still good, in the database",
    mutations: [
      {
        file: "core/token.ts",
        passage: "nowMs >= token.expiresAtMs",
        instead: "nowMs > token.expiresAtMs",
      },
    ],
  },
  JUDGED_AT_LOAD,
  {
    name: "a rotated-out value lives on at the end of its overlap",
    mutations: [
      {
        file: "core/verdict.ts",
        passage: "nowMs >= validUntilMs",
        instead: "nowMs > validUntilMs",
      },
    ],
  },
];

/** Tries the instants around the ends of many tokens, at the check that servers and SDKs carry out, with given clocks. */
export async function tryBoundaries(
  order: BoundaryOrder,
  mutations: readonly Mutation[] = [],
): Promise<BoundariesSeen> {
  const { flags, env } = mistaken(mutations);
  const child = fork(join(import.meta.dirname, "boundary-process.ts"), {
    execArgv: [...NODE_FLAGS, ...flags],
    env: { PATH: process.env["PATH"], ...env },
  });
  child.send(order);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`What tries instants has ended with ${String(code)}`);
  });
  const [seen] = (await Promise.race([once(child, "message"), ended])) as [BoundariesSeen];
  return seen;
}
