import { randomUUID } from "node:crypto";
import { readNews } from "../storage/change-log.ts";
import { onCommit } from "../storage/change.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";
import { deleteVerifier, insertVerifier, readVerifiers } from "../storage/verifiers.ts";
import type { ChangeToConfirm, Confirmations, Leases, ListedVerifier, Verifier } from "./leases.ts";
import { marginOf } from "./leases.ts";
import type { NewsWatch } from "./news-watch.ts";
import { createNewsWatch } from "./news-watch.ts";

export interface OwnLeasesOptions {
  leaseMs: number;
  /** Wall clock, ms since 1970. */
  now: () => number;
  /** Monotonic clock, ms: the one that leases are measured by. */
  monotonic: () => number;
}

/** Who holds a lease from this process. */
interface Book extends OwnLeasesOptions {
  db: Db;
  held: Map<string, Held>;
  news: NewsWatch;
}

interface Held extends Verifier {
  /** The newest revision that it has applied and confirmed. */
  applied: number;
  /** When its last renewal arrived; its lease began before that, so it is over `leaseMs` later at the latest. */
  heardAt: number;
  /** Those who wait for its confirmation. */
  waiting: Map<() => void, number>;
}

/**
 * The leases of a process that is alone on its database, kept in its memory. Those that a server before it has given are
 * taken over: they may have been renewed until its very end.
 */
export async function openOwnLeases(db: Db, options: OwnLeasesOptions): Promise<Leases> {
  const { leaseMs, now } = options;
  const news = createNewsWatch(await currentRevision(db));
  const book: Book = { ...options, db, held: new Map(), news };
  onCommit(db, ({ revision = Number.MAX_SAFE_INTEGER, changes }) => news.tell(revision, changes));
  for (const { mode, projectId, ...verifier } of (await readVerifiers(db)).verifiers) {
    if (mode && projectId !== null) hold(book, { ...verifier, mode, projectId });
  }
  return {
    leaseMs,
    marginMs: marginOf(leaseMs),
    async register(asked) {
      const verifier = { ...asked, id: randomUUID(), leaseMs, registeredAtMs: now() };
      await insertVerifier(db, verifier);
      return hold(book, verifier);
    },
    find(projectId, id) {
      const entry = book.held.get(id);
      return Promise.resolve(entry?.projectId === projectId ? entry : undefined);
    },
    list: (projectId) =>
      Promise.resolve(liveIn(book, new Set([projectId])).map((entry) => listed(book, entry))),
    renew: (verifier, confirmed) => renew(book, verifier, confirmed),
    release: (verifier) => drop(book, verifier),
    confirm: (change) => confirmIn(book, change),
    close: () => news.close(),
  };
}

function hold({ held, monotonic }: Book, verifier: Verifier): Held {
  const entry: Held = { ...verifier, applied: 0, heardAt: monotonic(), waiting: new Map() };
  held.set(verifier.id, entry);
  return entry;
}

function listed({ news, monotonic }: Book, entry: Held): ListedVerifier {
  const { id, name, mode, registeredAtMs, applied, projectId, heardAt, leaseMs } = entry;
  const lease = { heardAgoMs: monotonic() - heardAt, leaseMs };
  return { id, name, mode, registeredAtMs, applied, isUpToDate: !news.isBeyond(projectId, applied), lease };
}

/** Its lease stays as long as it was told when it registered, also where new ones are longer or shorter. */
async function renew(
  { db, held, news, monotonic }: Book,
  { id, projectId }: Verifier,
  { applied, mayWait }: { applied: number; mayWait: boolean },
) {
  const entry = held.get(id);
  if (!entry) return undefined;
  Object.assign(entry, { heardAt: monotonic(), applied: Math.max(entry.applied, applied) });
  for (const [resolve, wanted] of entry.waiting) if (entry.applied >= wanted) resolve();
  if (mayWait) await news.wait(projectId, { id, beyond: applied, ms: entry.leaseMs / 3 });
  // It may have been fenced while it waited.
  return held.has(id) ? readNews(projectId, db, applied) : undefined;
}

async function drop({ db, held, news }: Book, { id }: Pick<Verifier, "id">): Promise<void> {
  const entry = held.get(id);
  held.delete(id);
  news.wake(id);
  for (const resolve of entry?.waiting.keys() ?? []) resolve();
  await deleteVerifier(db, id);
}

/** When a lease is over for certain, however the verifier's clock runs within the margin. */
function endOf({ heardAt, leaseMs }: Held): number {
  return heardAt + leaseMs + marginOf(leaseMs);
}

/** Those whose lease may still be running; the others are dropped, and learn it when they ask. */
function liveIn(book: Book, projectIds: ReadonlySet<string>): Held[] {
  const entries = [...book.held.values()].filter(({ projectId }) => projectIds.has(projectId));
  const over = entries.filter((entry) => endOf(entry) <= book.monotonic());
  for (const entry of over) void drop(book, entry);
  return entries.filter((entry) => !over.includes(entry));
}

async function confirmIn(book: Book, { revision, projectIds }: ChangeToConfirm): Promise<Confirmations> {
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
  const end = endOf(entry);
  const resolve = await before(end - book.monotonic(), (resolve) => entry.waiting.set(resolve, wanted));
  entry.waiting.delete(resolve);
  if (entry.applied >= wanted) return "applied";
  if (book.held.has(entry.id) && endOf(entry) === end) return "silent";
  return book.held.has(entry.id) ? "renewed" : "released";
}

/** Resolves when somebody calls what `arm` is given, or after `ms`; with what was given. */
async function before(ms: number, arm: (resolve: () => void) => void): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // A timer may come up to a millisecond early.
  const timer = setTimeout(resolve, Math.max(0, Math.ceil(ms)) + 1);
  arm(resolve);
  await promise;
  clearTimeout(timer);
  return resolve;
}
