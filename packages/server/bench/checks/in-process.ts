/** In a child: what a check costs in the process that asks, beside what others do there. */
import { argument, tell } from "../child.ts";
import type { Checker } from "../checker.ts";
import { stopwatchOf } from "../checker.ts";
import { holdTokens, memoryChecker } from "../held-tokens.ts";
import { interleave } from "../measure.ts";
import { betterAuthChecker } from "../peers/better-auth.ts";
import { jwtCheckers } from "../peers/jwt.ts";
import { sampleOf } from "../values.ts";
import type { Sizes } from "./sizes.ts";
import { OURS } from "./subjects.ts";

export interface InProcessTold {
  /** Nanoseconds a check of each subject, one value a round. */
  nanoseconds: [string, number[]][];
}

/** Values presented to the mirror in turn: more than any cache of the processor holds the rows of. */
const UNIFORM = 200_000;

const sizes = argument() as Sizes;
const few = Array.from({ length: sizes.hotTokens }, (_, n) => n);
const any = sampleOf(sizes.manyTokens, Math.min(sizes.manyTokens, UNIFORM));

const betterAuth = await betterAuthChecker();
const checkers: Checker[] = [
  memoryChecker(OURS.held, holdTokens(sizes.hotTokens), few),
  memoryChecker(OURS.mirror, holdTokens(sizes.manyTokens), any),
  ...jwtCheckers(),
  ...(betterAuth ? [betterAuth] : []),
];
const stopwatches = checkers.map((one) => [one.name, stopwatchOf(one, sizes.sampleMs)] as const);
const measured = await interleave(new Map(stopwatches), { rounds: sizes.rounds, warmUp: 2 });
betterAuth?.close();
const told: InProcessTold = { nanoseconds: [...measured] };
tell(told);
