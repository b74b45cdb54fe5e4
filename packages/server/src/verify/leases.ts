import { randomUUID } from "node:crypto";
import { onCommit } from "../storage/change.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";
import type { StoredVerifier } from "../storage/verifiers.ts";
import { deleteVerifier, insertVerifier, listVerifiers } from "../storage/verifiers.ts";

/** A verifier outside of this process, as the server knows it. Times are the server's monotonic clock, in ms. */
export interface Verifier extends StoredVerifier {
  /** The newest revision that it has applied and confirmed. */
  applied: number;
  /** When its last renewal arrived; its lease began before that, so it is over `leaseMs` later at the latest. */
  heardAt: number;
}

/** What became of the verifiers that a change had to reach. */
export interface Confirmations {
  /** Those that live. Without an instant: it never confirmed, but its lease of before is over, and the one of now came with the change. */
  verifiers: { id: string; name: string; confirmedAt: number | null }[];
  /** Names of those whose lease had to end first; they are refused until they register anew, with nothing in memory. */
  fenced: string[];
}

/** The leases that verifiers outside of this process hold from it. */
export interface Leases {
  leaseMs: number;
  marginMs: number;
  register: (verifier: { projectId: string; name: string; mode: "memory" | "mirror" }) => Promise<Verifier>;
  find: (projectId: string, id: string) => Verifier | undefined;
  list: (projectId: string) => Verifier[];
  /** Whether it has confirmed every change of its project. */
  isUpToDate: (verifier: Verifier) => boolean;
  /** How long a change of a project waits at worst, in ms: for a verifier that renews right before it and is never heard again. */
  longestWaitMs: (projectId: string) => number;
  /** Takes a renewal in, and what it confirms. */
  renew: (verifier: Verifier, applied: number) => void;
  /** Resolves once there is something to apply beyond `applied`, or after a third of the lease. */
  awaitNews: (verifier: Verifier, applied: number) => Promise<void>;
  release: (verifier: Verifier) => Promise<void>;
  /** Resolves once every verifier of these projects has applied a revision, or cannot act on less any more. */
  confirm: (change: { revision: number; projectIds: ReadonlySet<string> }) => Promise<Confirmations>;
  /** Takes over the leases that another server has given. */
  adopt: () => Promise<void>;
  /** Lets everybody go who waits for news. */
  close: () => void;
}

export interface LeasesOptions {
  leaseMs: number;
  /** Wall clock, ms since 1970. */
  now: () => number;
  /** Monotonic clock, ms: the one that leases are measured by. */
  monotonic: () => number;
}

/** Who holds a lease from this process. */
interface Book {
  db: Db;
  held: Map<string, Held>;
  leaseMs: number;
  marginMs: number;
  monotonic: () => number;
}

interface Held extends Verifier {
  /** Ends the wait for news. */
  wake: () => void;
  /** Those who wait for its confirmation. */
  waiting: Map<() => void, number>;
}

/** How far the clocks' rates may differ over one lease, with room to spare: a fiftieth, and never less than a tenth of a second. */
export function marginOf(leaseMs: number): number {
  return Math.max(100, leaseMs / 50);
}

/** Takes over the leases that a server before this one gave, and gives new ones. */
export async function openLeases(db: Db, { leaseMs, now, monotonic }: LeasesOptions): Promise<Leases> {
  const book: Book = { db, held: new Map(), leaseMs, marginMs: marginOf(leaseMs), monotonic };
  const { held } = book;
  const isNewsBeyond = await followChanges(book);
  let isClosed = false;

  await adopt(book);

  return {
    leaseMs,
    marginMs: book.marginMs,
    async register({ projectId, name, mode }) {
      const stored = { id: randomUUID(), projectId, name, mode, leaseMs, registeredAtMs: now() };
      await insertVerifier(db, stored);
      return hold(book, stored);
    },
    find: (projectId, id) => {
      const entry = held.get(id);
      return entry?.projectId === projectId ? entry : undefined;
    },
    list: (projectId) => liveIn(book, new Set([projectId])),
    isUpToDate: ({ projectId, applied }) => !isNewsBeyond(projectId, applied),
    longestWaitMs(projectId) {
      const live = liveIn(book, new Set([projectId]));
      return Math.max(0, ...live.map((entry) => endOf(book, { ...entry, heardAt: 0 })));
    },
    renew({ id }, applied) {
      const entry = held.get(id);
      if (!entry) return;
      // As long as it was told when it registered, also where the lease was another one then.
      Object.assign(entry, { heardAt: monotonic(), applied: Math.max(entry.applied, applied) });
      for (const [resolve, wanted] of entry.waiting) if (entry.applied >= wanted) resolve();
    },
    async awaitNews({ id, projectId }, applied) {
      const entry = held.get(id);
      if (!entry || isClosed || isNewsBeyond(projectId, applied)) return;
      entry.wake();
      await before(entry.leaseMs / 3, (resolve) => {
        entry.wake = resolve;
      });
    },
    release: (verifier) => drop(book, verifier),
    confirm: (change) => confirmIn(book, change),
    adopt: () => adopt(book),
    close() {
      isClosed = true;
      for (const entry of held.values()) entry.wake();
    },
  };
}

/** Wakes those whom a change concerns. Answers whether there is anything in a project beyond a revision. */
async function followChanges({ db, held }: Book): Promise<(projectId: string, applied: number) => boolean> {
  const latest = new Map<string, number>();
  const revisionAtStart = await currentRevision(db);
  onCommit(db, ({ revision = Number.MAX_SAFE_INTEGER, changes }) => {
    const projectIds = new Set(changes.map(({ projectId }) => projectId));
    for (const projectId of projectIds) latest.set(projectId, revision);
    for (const entry of held.values()) if (projectIds.has(entry.projectId)) entry.wake();
  });
  return (projectId, applied) => applied < (latest.get(projectId) ?? revisionAtStart);
}

/** Theirs may have been renewed until the very end of the server before. */
async function adopt(book: Book): Promise<void> {
  for (const verifier of await listVerifiers(book.db)) if (!book.held.has(verifier.id)) hold(book, verifier);
}

function hold({ held, monotonic }: Book, verifier: StoredVerifier): Held {
  const none = { applied: 0, heardAt: monotonic(), wake: () => undefined, waiting: new Map() };
  const entry: Held = { ...verifier, ...none };
  held.set(verifier.id, entry);
  return entry;
}

async function drop({ db, held }: Book, { id }: Pick<Verifier, "id">): Promise<void> {
  const entry = held.get(id);
  held.delete(id);
  entry?.wake();
  for (const resolve of entry?.waiting.keys() ?? []) resolve();
  await deleteVerifier(db, id);
}

/** When a lease is over for certain, however the verifier's clock runs within the margin. */
function endOf({ marginMs }: Book, { heardAt, leaseMs }: Verifier): number {
  return heardAt + leaseMs + marginMs;
}

/** Those whose lease may still be running; the others are dropped, and learn it when they ask. */
function liveIn(book: Book, projectIds: ReadonlySet<string>): Held[] {
  const entries = [...book.held.values()].filter(({ projectId }) => projectIds.has(projectId));
  const over = entries.filter((entry) => endOf(book, entry) <= book.monotonic());
  for (const entry of over) void drop(book, entry);
  return entries.filter((entry) => !over.includes(entry));
}

async function confirmIn(
  book: Book,
  { revision, projectIds }: { revision: number; projectIds: ReadonlySet<string> },
): Promise<Confirmations> {
  const outcomes = await Promise.all(
    liveIn(book, projectIds).map(async (entry) => {
      const outcome = await outcomeOf(book, entry, revision);
      return { entry, outcome, confirmedAt: outcome === "applied" ? book.monotonic() : null };
    }),
  );
  const silent = outcomes.filter(({ outcome }) => outcome === "silent").map(({ entry }) => entry);
  await Promise.all(silent.map((entry) => drop(book, entry)));
  return {
    verifiers: outcomes
      .filter(({ outcome }) => outcome === "applied" || outcome === "renewed")
      .map(({ entry: { id, name }, confirmedAt }) => ({ id, name, confirmedAt })),
    fenced: silent.map(({ name }) => name),
  };
}

/**
 * Resolves when a verifier cannot act on less than a revision any more: it has confirmed it, has given its lease back,
 * or the lease of before is over. Whoever renewed meanwhile holds one that came with this change, and that the next
 * change has to wait for; only who was silent is shut out.
 */
async function outcomeOf(
  book: Book,
  entry: Held,
  wanted: number,
): Promise<"applied" | "renewed" | "released" | "silent"> {
  if (entry.applied >= wanted) return "applied";
  const end = endOf(book, entry);
  const resolve = await before(end - book.monotonic(), (resolve) => entry.waiting.set(resolve, wanted));
  entry.waiting.delete(resolve);
  if (entry.applied >= wanted) return "applied";
  if (book.held.has(entry.id) && endOf(book, entry) === end) return "silent";
  return book.held.has(entry.id) ? "renewed" : "released";
}

/** Resolves when somebody calls what `arm` is given, or after `ms`; with what was given. */
async function before(ms: number, arm: (resolve: () => void) => void): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // A timer may come up to a millisecond early.
  const timer = setTimeout(resolve, Math.ceil(ms) + 1);
  arm(resolve);
  await promise;
  clearTimeout(timer);
  return resolve;
}
