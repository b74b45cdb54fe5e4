import { CompiledQuery } from "kysely";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Change } from "./change-log.ts";
import { pruneChanges, takeChanges } from "./change-log.ts";
import type { Db, Trx } from "./open.ts";
import { prepared } from "./prepared.ts";

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

/**
 * The same, and tells what of anyone's rights it has changed. Changes that come while others are being written are
 * committed together: each is whole in itself, and its caller has their answer when all of them are durable.
 */
export async function commitChange<T>(
  db: Db,
  work: (trx: Trx, revision: number) => Promise<T>,
): Promise<{ result: T; revision: number; changes: readonly Change[] }> {
  let queue = queues.get(db);
  if (!queue) queues.set(db, (queue = { waiting: [], isBusy: false }));
  const { promise, resolve, reject } = Promise.withResolvers<Done>();
  queue.waiting.push({ work, resolve, reject });
  if (!queue.isBusy) void drain(db, queue);
  return (await promise) as Done & { result: T };
}

interface Done {
  result: unknown;
  revision: number;
  changes: readonly Change[];
}

interface Waiting {
  work: (trx: Trx, revision: number) => Promise<unknown>;
  resolve: (done: Done) => void;
  reject: (error: unknown) => void;
}

interface Queue {
  waiting: Waiting[];
  isBusy: boolean;
}

const queues = new WeakMap<Db, Queue>();

/** How many changes share a commit at most: reads wait for all of them. */
const CHANGES_A_COMMIT = 16;

async function drain(db: Db, queue: Queue): Promise<void> {
  queue.isBusy = true;
  while (queue.waiting.length > 0) {
    // SQLite answers at once: nothing else would come in before this commit.
    await nextTurn();
    await commitTogether(db, queue.waiting.splice(0, CHANGES_A_COMMIT));
  }
  queue.isBusy = false;
}

/** A change that fails is taken back alone; a commit that fails takes back all. */
async function commitTogether(db: Db, together: readonly Waiting[]): Promise<void> {
  const told = listeners.get(db) ?? [];
  const tell = (committed: Committed) => {
    for (const listener of told) listener(committed);
  };
  const outcomes: Outcome[] = [];
  try {
    await db.transaction().execute(async (trx) => {
      for (const one of together) outcomes.push(await runOne(trx, one));
    });
  } catch (error) {
    for (const { changes } of outcomes) tell({ revision: undefined, changes });
    for (const { reject } of together) reject(error);
    return;
  }
  for (const { done, changes } of outcomes) tell({ revision: done?.revision, changes });
  for (const { settle } of outcomes) settle();
}

interface Outcome {
  done?: Done;
  changes: readonly Change[];
  settle: () => void;
}

async function runOne(trx: Trx, { work, resolve, reject }: Waiting): Promise<Outcome> {
  await trx.executeQuery(SAVEPOINT);
  try {
    const revision = await advanceRevision(trx);
    const done = { result: await work(trx, revision), revision, changes: takeChanges(trx) };
    await trx.executeQuery(RELEASE);
    return { done, changes: done.changes, settle: () => resolve(done) };
  } catch (error) {
    await trx.executeQuery(ROLLBACK);
    await trx.executeQuery(RELEASE);
    return { changes: takeChanges(trx), settle: () => reject(error) };
  }
}

const SAVEPOINT = CompiledQuery.raw("savepoint change");
const RELEASE = CompiledQuery.raw("release savepoint change");
const ROLLBACK = CompiledQuery.raw("rollback to savepoint change");

const addOne = prepared<object, { n: number }>((db) =>
  db
    .updateTable("revision")
    .set((eb) => ({ n: eb("n", "+", 1) }))
    .returning("n")
    .compile(),
);

async function advanceRevision(trx: Trx): Promise<number> {
  const [row] = await addOne(trx, {});
  if (!row) throw new Error("The database has lost its revision");
  const { n } = row;
  if (n % CHANGES_A_PRUNING === 0) await pruneChanges(trx, n);
  return n;
}

const CHANGES_A_PRUNING = 1000;
