import type { LeaseTerms, Machine } from "./machine.ts";
import { answerBy, NOBODY_WAITS } from "./machine.ts";
import type { Reading, VerifierRow, VerifierRows } from "./rows.ts";

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
  /** There may be something new: reads soon. */
  wake: () => void;
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
  rest: AbortController;
  isPolling: boolean;
}

export function createRowWatch(options: RowWatchOptions): RowWatch {
  const state: State = {
    ...options,
    followers: new Set(),
    seen: new Map(),
    rest: new AbortController(),
    isPolling: false,
  };
  return {
    follow(see) {
      state.followers.add(see);
      if (!state.isPolling) void poll(state);
      return () => state.followers.delete(see);
    },
    wake: () => state.rest.abort(NOBODY_WAITS),
  };
}

async function poll(state: State): Promise<void> {
  const { machine, rows, leaseMs, pollMs, followers } = state;
  state.isPolling = true;
  while (followers.size > 0) {
    state.rest = new AbortController();
    // One answer that never comes must not take the others' time.
    const reading = await answerBy(machine, machine.monotonic() + leaseMs / 10, rows.read).catch(
      () => undefined,
    );
    const sight = reading && look(state, reading);
    if (sight) for (const see of followers) see(sight);
    await machine.sleep(pollMs, state.rest.signal);
  }
  state.isPolling = false;
}

function look(state: State, { revision, rows }: Reading): Sight {
  const at = state.machine.monotonic();
  const seen = rows.map((row) => {
    const before = state.seen.get(row.id);
    return { ...row, since: before?.generation === row.generation ? before.since : at };
  });
  state.seen = new Map(seen.map((row) => [row.id, row]));
  return { at, revision, rows: seen };
}
