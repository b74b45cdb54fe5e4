import type { Confirmations } from "../leases.ts";
import { NOBODY_WAITS, sleepUntil } from "./machine.ts";
import type { RowWatch, RowWatchOptions, SeenRow, Sight } from "./row-watch.ts";
import { createRowWatch } from "./row-watch.ts";

/** Waits for verifiers, on behalf of changes that narrow rights. */
export interface Revoker {
  /**
   * Resolves once no verifier acts on less than a revision: each has confirmed it, or its lease is over. To be called
   * when the commit is acknowledged, for each commit: also for one that changed nothing, as an earlier one may have been
   * answered to nobody. It takes the lease and the margin at most, also while the database cannot be read; then it names
   * only whom it saw.
   */
  settle: (revision: number) => Promise<Confirmations>;
  /** Somebody may have confirmed. Nothing depends on it. */
  wake: () => void;
}

/** One change's wait. */
interface Wait {
  revision: number;
  /** The readings that show the change: older ones miss verifiers that registered before it. */
  first: Sight | undefined;
  last: Sight | undefined;
  confirmedAt: Map<string, number>;
}

type State = RowWatchOptions & { watch: RowWatch };

export function createRevoker(options: RowWatchOptions): Revoker {
  const state: State = { ...options, watch: createRowWatch(options) };
  return {
    settle: (revision) => settle(state, revision),
    wake: () => state.watch.wake(),
  };
}

async function settle(state: State, revision: number): Promise<Confirmations> {
  const { machine, leaseMs, marginMs, watch } = state;
  const endsAt = machine.monotonic() + leaseMs + marginMs;
  const wait: Wait = { revision, first: undefined, last: undefined, confirmedAt: new Map() };
  const reached = new AbortController();
  const leave = watch.follow((sight) => {
    if (take(wait, sight)) reached.abort(NOBODY_WAITS);
  });
  await sleepUntil(machine, endsAt, reached.signal);
  leave();
  const silent = missing(wait).filter((row) => !isRenewed(wait, row));
  for (const row of silent) void fence(state, row);
  return {
    verifiers: (wait.last?.rows ?? [])
      .filter((row) => !row.fenced && !silent.includes(row))
      .map(({ id, name }) => ({ id, name, confirmedAt: wait.confirmedAt.get(id) ?? null })),
    fenced: silent.map(({ name }) => name),
  };
}

/** Answers whether nobody is missing any more. */
function take(wait: Wait, sight: Sight): boolean {
  if (sight.revision < wait.revision) return false;
  wait.first ??= sight;
  wait.last = sight;
  for (const { id, applied } of sight.rows) {
    if (applied >= wait.revision && !wait.confirmedAt.has(id)) wait.confirmedAt.set(id, sight.at);
  }
  return missing(wait).length === 0;
}

/** A generation that moved is no confirmation: the lease of before goes on until the news are applied. */
function missing({ revision, last }: Wait): SeenRow[] {
  return last?.rows.filter((row) => !row.fenced && row.applied < revision) ?? [];
}

/** Has extended its lease after the change, whose news came with that: once the lease of before is over, it is no danger. */
function isRenewed({ first }: Wait, row: SeenRow): boolean {
  return first !== undefined && row.since > first.at;
}

/**
 * So that the next change does not wait for the dead. Counted from when this generation was first seen: it may have been
 * moved between the commit and then, and who is fenced while its lease runs is waited for by nobody.
 */
async function fence({ machine, rows, leaseMs, marginMs }: State, row: SeenRow): Promise<void> {
  await sleepUntil(machine, row.since + leaseMs + marginMs, new AbortController().signal);
  await rows.fence(row).catch(() => undefined);
}
