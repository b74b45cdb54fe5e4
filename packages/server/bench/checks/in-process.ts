/** In a child: what a check costs in the process that asks, beside what others do there. */
import { createVerifier } from "@tokenhouse/sdk";
import type { Verifier } from "@tokenhouse/sdk";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { argument, tell } from "../child.ts";
import type { Checker } from "../checker.ts";
import { stopwatchOf } from "../checker.ts";
import { holdTokens, memoryChecker, REQUEST } from "../held-tokens.ts";
import { interleave } from "../measure.ts";
import { betterAuthChecker } from "../peers/better-auth.ts";
import { jwtCheckers } from "../peers/jwt.ts";
import type { Store } from "../store.ts";
import { sampleOf, valueOf } from "../values.ts";
import type { Sizes } from "./sizes.ts";
import { OURS } from "./subjects.ts";

export interface InProcessTold {
  /** Nanoseconds a check of each subject, one value a round. */
  nanoseconds: [string, number[]][];
  mirror: { loadSeconds: number; longestPauseMs: number };
}

/** Values presented to the mirror in turn: more than any cache of the processor holds the rows of. */
const UNIFORM = 200_000;
const FILLS_AT_ONCE = 32;
const REST_MS = 200;

const { store, url, sizes } = argument() as { store: Store; url: string; sizes: Sizes };
const connection = { url, token: store.verifierToken };

// First, while there is no lease that ends when nothing else is done for long.
const hot = Array.from({ length: sizes.hotTokens }, (_, n) => n);
const hotValues = hot.map(valueOf);
const anyValues = sampleOf(store.tokens, Math.min(store.tokens, UNIFORM)).map(valueOf);
const memory = memoryChecker(OURS.memory, holdTokens(sizes.hotTokens), hot);
const betterAuth = await betterAuthChecker();
const peers = [...jwtCheckers(), ...(betterAuth ? [betterAuth] : [])];

const verifier = await createVerifier(connection);
await fill(verifier);
const { mirror, ...load } = await loadMirror();
const checkers: Checker[] = [
  peekChecker(OURS.held, verifier, hotValues),
  peekChecker(OURS.mirror, mirror, anyValues),
  memory,
  refuser(verifier),
  ...peers,
];
const measured = await interleave(new Map(checkers.map(restedStopwatch)), {
  rounds: sizes.rounds,
  warmUp: 2,
});
betterAuth?.close();
await Promise.all([verifier.close(), mirror.close()]);
const told: InProcessTold = { nanoseconds: [...measured], mirror: load };
tell(told);

/** Lets the verifiers renew their leases before each sample: a check that takes all the time there is would end them. */
function restedStopwatch(checker: Checker): [string, () => Promise<number>] {
  const measure = stopwatchOf(checker, sizes.sampleMs);
  return [
    checker.name,
    async () => {
      await delay(REST_MS);
      return measure();
    },
  ];
}

/** The first check of each value asks the server; from the second one on memory answers. */
async function fill(verifier: Verifier): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let value = hotValues[next++]; value !== undefined; value = hotValues[next++]) {
      await verifier.verify(value, REQUEST);
    }
  };
  await Promise.all(Array.from({ length: FILLS_AT_ONCE }, work));
}

async function loadMirror() {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const startedAt = performance.now();
  const mirror = await createVerifier({ ...connection, mode: "mirror" });
  const loadSeconds = (performance.now() - startedAt) / 1000;
  delays.disable();
  return { mirror, loadSeconds, longestPauseMs: delays.max / 1e6 };
}

function peekChecker(name: string, verifier: Verifier, values: readonly string[]): Checker {
  return {
    name,
    check: (turn) => verifier.peek(values[turn % values.length] ?? "", REQUEST)?.valid === true,
  };
}

/** What a scan with made-up values costs. */
function refuser(verifier: Verifier): Checker {
  const values = hotValues.map((value) => value.replace(/.$/, (last) => (last === "0" ? "1" : "0")));
  return {
    name: OURS.refused,
    check: (turn) => verifier.peek(values[turn % values.length] ?? "", REQUEST)?.valid === false,
  };
}
