import type { Change } from "./change-log.ts";
import { changesIn, pruneChanges } from "./change-log.ts";
import type { Db, Trx } from "./open.ts";

/** What a change has done. `revision` is undefined where it failed, perhaps even in its commit. */
export interface Committed {
  revision: number | undefined;
  changes: readonly Change[];
}

const listeners = new WeakMap<Db, ((committed: Committed) => void)[]>();

/** Calls a listener in the very turn in which a change is committed, before any other request sees it. */
export function onCommit(db: Db, listener: (committed: Committed) => void): void {
  listeners.set(db, [...(listeners.get(db) ?? []), listener]);
}

/**
 * Runs one change. Its first statement advances the revision, which takes the write lock: changes run one after the
 * other, in every process, and the order of revisions is the order in which they happened.
 */
export async function inChange<T>(db: Db, work: (trx: Trx, revision: number) => Promise<T>): Promise<T> {
  return (await commitChange(db, work)).result;
}

/** The same, and tells what of anyone's rights it has changed. */
export async function commitChange<T>(
  db: Db,
  work: (trx: Trx, revision: number) => Promise<T>,
): Promise<{ result: T; revision: number; changes: readonly Change[] }> {
  let changes: readonly Change[] = [];
  let committed: number | undefined;
  try {
    const done = await db.transaction().execute(async (trx) => {
      const revision = await advanceRevision(trx);
      try {
        return { result: await work(trx, revision), revision };
      } finally {
        changes = changesIn(trx);
      }
    });
    committed = done.revision;
    return { ...done, changes };
  } finally {
    for (const tell of listeners.get(db) ?? []) tell({ revision: committed, changes });
  }
}

async function advanceRevision(trx: Trx): Promise<number> {
  const { n } = await trx
    .updateTable("revision")
    .set((eb) => ({ n: eb("n", "+", 1) }))
    .returning("n")
    .executeTakeFirstOrThrow();
  if (n % CHANGES_A_PRUNING === 0) await pruneChanges(trx, n);
  return n;
}

const CHANGES_A_PRUNING = 1000;
