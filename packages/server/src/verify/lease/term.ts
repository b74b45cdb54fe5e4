import type { LeaseTerms, Machine } from "./machine.ts";

/** When a renewal was begun, by both clocks. */
export interface Term {
  beganAt: number;
  beganAtTime: number;
}

/**
 * To be called before anything is sent: the revoker counts from a commit after that, so a lease that counted from the
 * reply would outlive the revoker's patience by as long as the reply took.
 */
export function beginTerm(machine: Machine): Term {
  return { beganAt: machine.monotonic(), beganAtTime: machine.now() };
}

/**
 * Where a lease stands at this moment. «doubtful»: the clocks did not go on alike, so the machine may have been
 * suspended, and nobody knows how long the lease has run.
 */
export function standingOf(
  term: Term,
  { machine, leaseMs, marginMs }: LeaseTerms & { machine: Machine },
): "running" | "over" | "doubtful" {
  const passed = machine.monotonic() - term.beganAt;
  const passedByTime = machine.now() - term.beganAtTime;
  if (Math.abs(passedByTime - passed) > marginMs) return "doubtful";
  return passed < leaseMs - marginMs ? "running" : "over";
}
