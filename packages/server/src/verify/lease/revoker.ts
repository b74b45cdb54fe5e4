import type { ChangeToConfirm, Confirmations } from "../leases.ts";
import { NOBODY_WAITS, sleepUntil } from "./machine.ts";
import type { RowWatch, RowWatchOptions, SeenRow, Sight } from "./row-watch.ts";
import { createRowWatch, outlasting } from "./row-watch.ts";

/** Waits for verifiers, on behalf of changes that narrow rights. */
export interface Revoker {
  /**
   * Resolves once no verifier acts on less than a revision: each has confirmed it, or its lease is over. To be called
   * when the commit is acknowledged, for each commit: also for one that changed nothing, as an earlier one may have been
   * answered to nobody. It takes the longest lease and its margin at most, less where whoever is silent has been so for
   * a while; also while the database cannot be read, but then it names only whom it saw.
   */
  settle: (change: ChangeToConfirm) => Promise<Confirmations>;
  /** Shuts out who was not heard for a whole lease, so that no change has to wait for the dead. To be called now and then. */
  sweep: () => Promise<void>;
}

/** One change's wait. */
interface Wait extends ChangeToConfirm {
  /** The readings that show the change: older ones miss verifiers that registered before it. */
  first: Sight | undefined;
  last: Sight | undefined;
  confirmedAt: Map<string, number>;
}

type State = RowWatchOptions & { watch: RowWatch };

export function createRevoker(options: RowWatchOptions): Revoker {
  const state: State = { ...options, watch: createRowWatch(options) };
  return {
    settle: (change) => settle(state, change),
    sweep: () => sweep(state),
  };
}

async function settle(state: State, change: ChangeToConfirm): Promise<Confirmations> {
  const { machine, watch } = state;
  const startedAt = machine.monotonic();
  const endsAt = () => startedAt + watch.longestMs();
  const wait: Wait = { ...change, first: undefined, last: undefined, confirmedAt: new Map() };
  const reached = new AbortController();
  const leave = watch.follow((sight) => {
    if (take(state, wait, sight)) reached.abort(NOBODY_WAITS);
  });
  await sleepUntil(machine, endsAt, reached.signal);
  leave();
  const silent = missing(wait).filter((row) => !isRenewed(wait, row));
  for (const row of silent) void fence(state, row);
  return {
    verifiers: (wait.last?.rows ?? [])
      .filter((row) => isConcerned(wait, row) && !silent.includes(row))
      .map(({ id, name }) => ({ id, name, confirmedAt: wait.confirmedAt.get(id) ?? null })),
    fenced: silent.map(({ name }) => name),
  };
}

async function sweep(state: State): Promise<void> {
  const { at, rows } = await state.watch.look();
  const over = rows.filter((row) => isOver(state, row, at));
  await Promise.all(over.map((row) => state.rows.fence(row)));
}

/** No lease that this generation stands for runs any more. */
function isOver(state: State, { since, leaseMs }: SeenRow, at: number): boolean {
  return at >= since + outlasting(state, leaseMs);
}

/** Answers whether nobody has to be waited for any more. */
function take(state: State, wait: Wait, sight: Sight): boolean {
  if (sight.revision < wait.revision) return false;
  wait.first ??= sight;
  wait.last = sight;
  for (const { id, applied } of sight.rows) {
    if (applied >= wait.revision && !wait.confirmedAt.has(id)) wait.confirmedAt.set(id, sight.at);
  }
  return missing(wait).every((row) => isOver(state, row, sight.at));
}

function isConcerned({ projectIds }: Wait, { projectId }: SeenRow): boolean {
  return projectId === null || projectIds.has(projectId);
}

/** A generation that moved is no confirmation: the lease of before goes on until the news are applied. */
function missing(wait: Wait): SeenRow[] {
  return wait.last?.rows.filter((row) => isConcerned(wait, row) && row.applied < wait.revision) ?? [];
}

/** Has extended its lease after the change, whose news came with that: once the lease of before is over, it is no danger. */
function isRenewed({ first }: Wait, row: SeenRow): boolean {
  return first !== undefined && row.since > first.at;
}

/**
 * So that the next change does not wait for the dead. Counted from when this generation was first seen: it may have been
 * moved between the commit and then, and who is fenced while its lease runs is waited for by nobody.
 */
async function fence(state: State, row: SeenRow): Promise<void> {
  const endsAt = row.since + outlasting(state, row.leaseMs);
  await sleepUntil(state.machine, () => endsAt, new AbortController().signal);
  await state.rows.fence(row).catch(() => undefined);
}
