import type { Acknowledged } from "./changes.ts";
import type { Befallen, Outcome } from "./run.ts";

/** How long receipts took while something was going on. */
export interface Waits {
  during: string;
  count: number;
  p50: number;
  p99: number;
  worst: number;
  late: number;
}

const HEALTHY = "healthy";
const FIRST_MINUTE = "healthy, first minute";
/** Until then servers compile what they run, and the database knows nothing of its tables. */
const WARM_AFTER_MS = 60_000;
/** A receipt may take the lease and its margin, and so long for the rest of its work. */
const WORK_MS = 500;
const LEAST_MARGIN_MS = 100;

/** Receipts by the fault that they met: from its beginning until every lease of before its end is over. */
export function waitsOf(outcome: Outcome): Waits[] {
  const { acknowledged, beganAt } = outcome;
  const groups = Map.groupBy(
    acknowledged,
    (done) => met(outcome, done)?.kind ?? (done.beganAt < beganAt + WARM_AFTER_MS ? FIRST_MINUTE : HEALTHY),
  );
  return [...groups.entries()]
    .map(([during, all]) => {
      const ms = all.map(({ lastBeganAt, endedAt }) => endedAt - lastBeganAt).toSorted((a, b) => a - b);
      const at = (share: number) => ms[Math.ceil(ms.length * share) - 1] ?? 0;
      const late = all.filter((done) => isLate(outcome, done)).length;
      return { during, count: all.length, p50: at(0.5), p99: at(0.99), worst: at(1), late };
    })
    .toSorted(
      (a, b) =>
        Number(b.during.startsWith(HEALTHY)) - Number(a.during.startsWith(HEALTHY)) ||
        (a.during < b.during ? -1 : 1),
    );
}

/** Whether it took longer than a lease, beyond the time in which its own server, or the database, was not to be had. */
export function isLate(outcome: Outcome, { lastBeganAt, endedAt, replica }: Acknowledged): boolean {
  const { leaseMs, befallen } = outcome;
  const own = befallen.filter(({ victim }) => victim === replica || victim === "database");
  const awayMs = own.reduce(
    (sum, fault) =>
      sum + Math.max(0, Math.min(fault.endedAt, endedAt) - Math.max(fault.beganAt, lastBeganAt)),
    0,
  );
  return endedAt - lastBeganAt > leaseMs + marginOf(leaseMs) + WORK_MS + awayMs;
}

export function met(
  { befallen, leaseMs }: Outcome,
  { beganAt, endedAt }: Acknowledged,
): Befallen | undefined {
  const afterMs = leaseMs + marginOf(leaseMs);
  return befallen.find((fault) => fault.beganAt < endedAt && fault.endedAt + afterMs > beganAt);
}

/** As the server allows for: a fiftieth of the lease, and no less than this. */
function marginOf(leaseMs: number): number {
  return Math.max(LEAST_MARGIN_MS, leaseMs / 50);
}
