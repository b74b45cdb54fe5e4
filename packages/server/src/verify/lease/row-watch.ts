import type { LeaseTerms, Machine } from "./machine.ts";
import { answerBy } from "./machine.ts";
import type { VerifierRow, VerifierRows } from "./rows.ts";

/** A row, and since when it has been seen at this generation. Every lease that it stands for was begun before that. */
export interface SeenRow extends VerifierRow {
  since: number;
}

/** A reading and when it was there, by the monotonic clock. */
export interface Sight {
  at: number;
  revision: number;
  rows: readonly SeenRow[];
}

/** One poll of the rows for all who wait for them. */
export interface RowWatch {
  /** Shows each reading to `see`, until the answer is called. */
  follow: (see: (sight: Sight) => void) => () => void;
  /** Reads once. */
  look: () => Promise<Sight>;
  /** How long a lease can run at most, by the clock of whoever waits for its end: of all that were ever seen. */
  longestMs: () => number;
}

export interface RowWatchOptions extends LeaseTerms {
  machine: Machine;
  rows: VerifierRows;
  /** Between two readings. */
  pollMs: number;
}

interface State extends RowWatchOptions {
  followers: Set<(sight: Sight) => void>;
  seen: ReadonlyMap<string, SeenRow>;
  isPolling: boolean;
  longestMs: number;
}

export function createRowWatch(options: RowWatchOptions): RowWatch {
  const state: State = {
    ...options,
    followers: new Set(),
    seen: new Map(),
    isPolling: false,
    longestMs: outlasting(options, options.leaseMs),
  };
  return {
    follow(see) {
      state.followers.add(see);
      if (!state.isPolling) void poll(state);
      return () => state.followers.delete(see);
    },
    look: () => look(state),
    longestMs: () => state.longestMs,
  };
}

async function poll(state: State): Promise<void> {
  const { machine, pollMs, followers } = state;
  state.isPolling = true;
  while (followers.size > 0) {
    // First others need the time to confirm.
    await machine.sleep(pollMs, new AbortController().signal);
    const sight = await look(state).catch(() => undefined);
    if (sight) for (const see of followers) see(sight);
  }
  state.isPolling = false;
}

/** The margin is for the leases of this process's length; clocks may differ by more over longer ones. */
export function outlasting(terms: LeaseTerms, leaseMs: number): number {
  return leaseMs + terms.marginMs * Math.max(1, leaseMs / terms.leaseMs);
}

/** One answer that never comes must not take the others' time. */
async function look(state: State): Promise<Sight> {
  const { machine, leaseMs } = state;
  const { revision, rows } = await answerBy(machine, machine.monotonic() + leaseMs / 10, state.rows.read);
  const at = machine.monotonic();
  const seen = rows.map((row) => {
    const before = state.seen.get(row.id);
    return { ...row, since: before?.generation === row.generation ? before.since : at };
  });
  state.longestMs = Math.max(state.longestMs, ...rows.map(({ leaseMs }) => outlasting(state, leaseMs)));
  state.seen = new Map(seen.map((row) => [row.id, row]));
  return { at, revision, rows: seen };
}
