import { CompiledQuery } from "kysely";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Change } from "./change-log.ts";
import { takeChanges } from "./change-log.ts";
import type { Db, Trx } from "./open.ts";
import { announceCommit, isNoSavepoint } from "./dialect.ts";
import { takeHappenings } from "./happenings.ts";
import { inChangeLane } from "./lane.ts";
import type { Narrowing } from "./narrowing.ts";
import { createNarrowings, takeNarrowings } from "./narrowing.ts";
import { advanceRevision } from "./revision.ts";
import { CommitInDoubtError, holdChanges, inTransaction } from "./transaction.ts";

/**
 * What a change has done. `revision` is undefined where it failed, perhaps even in its commit; one whose commit's answer
 * was lost is told again, with the revision of then, once it is certain that it is done or never will be.
 */
export interface Committed {
  revision: number | undefined;
  changes: readonly Change[];
  /** The names of the events that it has put into the audit log. */
  events: readonly string[];
}

const listeners = new WeakMap<Db, ((committed: Committed) => void)[]>();

/** Calls a listener in the very turn in which a change is known to be committed, before its caller or any later change. */
export function onCommit(db: Db, listener: (committed: Committed) => void): void {
  listeners.set(db, [...(listeners.get(db) ?? []), listener]);
}

/** What was committed together, up to a revision, and what of it narrowed rights. */
export interface CommitRecord {
  revision: number;
  narrowed: readonly Narrowing[];
}

type Recorder = (record: CommitRecord) => Promise<void>;

const recorders = new WeakMap<Db, Recorder>();

/**
 * Has every commit recorded before any of its changes is answered. Where that fails they fail, though they are made:
 * whoever asked does not know, and asks again.
 */
export function recordCommits(db: Db, recorder: Recorder): void {
  recorders.set(db, recorder);
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
  if (!queue) queues.set(db, (queue = { waiting: [], inDoubt: [], isBusy: false }));
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
  /** What those may have changed whose commit's answer was lost. */
  inDoubt: Change[];
  isBusy: boolean;
}

const queues = new WeakMap<Db, Queue>();

/** How many changes share a commit at most: reads wait for all of them. */
const CHANGES_A_COMMIT = 16;
/** After so long none joins any more: other processes wait for their turn. */
const COMMITS_WITHIN_MS = 100;

const CLEARING_EVERY_MS = 1000;

async function drain(db: Db, queue: Queue): Promise<void> {
  queue.isBusy = true;
  do {
    // SQLite answers at once: nothing else would come in before this commit.
    await nextTurn();
    // Whoever came first may be no change by itself, as a sign-in.
    await inChangeLane(() => commitTogether(db, queue, queue.waiting.splice(0, CHANGES_A_COMMIT)));
  } while (queue.waiting.length > 0);
  queue.isBusy = false;
  if (queue.inDoubt.length > 0) setTimeout(() => clearDoubt(db, queue), CLEARING_EVERY_MS).unref();
}

/** Unless a change has come meanwhile, which clears it, too. */
function clearDoubt(db: Db, queue: Queue): void {
  if (!queue.isBusy && queue.inDoubt.length > 0) void drain(db, queue);
}

/** A change that fails is taken back alone; a commit that fails takes back all. Those for whom it gets late go on waiting. */
async function commitTogether(db: Db, queue: Queue, asked: readonly Waiting[]): Promise<void> {
  const together: Waiting[] = [];
  const told = listeners.get(db) ?? [];
  const tell = (committed: Committed) => {
    for (const listener of told) listener(committed);
  };
  const outcomes: Outcome[] = [];
  try {
    await inTransaction(db, async (trx) => {
      // What was in doubt is over as soon as the next can hold the row.
      if (queue.inDoubt.length > 0) {
        const revision = await holdChanges(trx);
        tell({ revision, changes: queue.inDoubt.splice(0), events: [] });
      }
      const endsAt = performance.now() + COMMITS_WITHIN_MS;
      for (const one of asked) {
        if (together.length > 0 && performance.now() > endsAt) break;
        together.push(one);
        outcomes.push(await runOne(trx, one));
      }
      await announceCommit(trx);
    });
  } catch (error) {
    for (const { changes } of outcomes) {
      if (error instanceof CommitInDoubtError) queue.inDoubt.push(...changes);
      tell({ revision: undefined, changes, events: [] });
    }
    // Where none could begin, none can be helped by waiting.
    const failed = together.length > 0 ? together : asked;
    for (const { reject } of failed) reject(error);
    queue.waiting.unshift(...asked.slice(failed.length));
    return;
  }
  queue.waiting.unshift(...asked.slice(together.length));
  for (const { done, changes, events } of outcomes) tell({ revision: done?.revision, changes, events });
  const failure = await record(db, outcomes);
  for (const { done, settle, fail } of outcomes) {
    if (done && failure) fail(failure.error);
    else settle();
  }
}

/** Answers why it could not be recorded. */
async function record(db: Db, outcomes: readonly Outcome[]): Promise<{ error: unknown } | undefined> {
  const recorder = recorders.get(db);
  const last = outcomes.findLast(({ done }) => done)?.done;
  if (!recorder || !last) return undefined;
  const narrowings = createNarrowings();
  for (const { narrowed } of outcomes) for (const one of narrowed) narrowings.add(one);
  return recorder({ revision: last.revision, narrowed: narrowings.list() }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

interface Outcome {
  done?: Done;
  changes: readonly Change[];
  narrowed: readonly Narrowing[];
  events: readonly string[];
  settle: () => void;
  fail: (error: unknown) => void;
}

async function runOne(trx: Trx, { work, resolve, reject }: Waiting): Promise<Outcome> {
  await trx.executeQuery(SAVEPOINT);
  try {
    const revision = await advanceRevision(trx);
    const done = { result: await work(trx, revision), revision, changes: takeChanges(trx) };
    await trx.executeQuery(RELEASE);
    const kept = { changes: done.changes, narrowed: takeNarrowings(trx), events: takeHappenings(trx) };
    return { done, ...kept, settle: () => resolve(done), fail: reject };
  } catch (error) {
    await takeBack(trx, error);
    takeNarrowings(trx);
    takeHappenings(trx);
    return { changes: takeChanges(trx), narrowed: [], events: [], settle: () => reject(error), fail: reject };
  }
}

/** Takes back what one change has done; with a transaction that an error has ended, the savepoint is gone. */
async function takeBack(trx: Trx, error: unknown): Promise<void> {
  try {
    await trx.executeQuery(ROLLBACK);
  } catch (failed) {
    throw isNoSavepoint(failed) ? error : failed;
  }
  await trx.executeQuery(RELEASE);
}

const SAVEPOINT = CompiledQuery.raw("savepoint change");
const RELEASE = CompiledQuery.raw("release savepoint change");
const ROLLBACK = CompiledQuery.raw("rollback to savepoint change");
