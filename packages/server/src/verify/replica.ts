import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { TimeTold } from "../core/standing.ts";
import { readNews } from "../storage/change-log.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";
import { openSession, readTime } from "../storage/session.ts";
import { takePermits } from "../storage/token-rates.ts";
import {
  confirmVerifier,
  deleteVerifier,
  extendVerifier,
  fenceVerifier,
  insertVerifier,
  readVerifiers,
} from "../storage/verifiers.ts";
import { answerUnderLease } from "./lease/answer.ts";
import { openHeldLease } from "./lease/holder.ts";
import type { LeaseTerms, Machine } from "./lease/machine.ts";
import type { Revoker } from "./lease/revoker.ts";
import { createRevoker } from "./lease/revoker.ts";
import type { LeaseSession } from "./lease/session.ts";
import { marginOf } from "./leases.ts";
import { openMemory } from "./memory.ts";
import { createNewsWatch } from "./news-watch.ts";
import { openSharedLeases } from "./shared-leases.ts";
import { createSharedRates } from "./shared-rates.ts";
import { shareSession } from "./shared-session.ts";
import type { TimeDifference } from "./time-difference.ts";
import { createTimeDifference } from "./time-difference.ts";
import type { Verifying } from "./verifying.ts";

export interface ReplicaOptions {
  /** The database's address: leases go over connections of their own. */
  url: string;
  leaseMs: number;
  /** Wall clock, ms since 1970. */
  now: () => number;
  /** Monotonic clock, ms. */
  monotonic: () => number;
  /** This process, as receipts and lists name it. */
  name: string;
  /** Throws where the database must not be served: asked of each connection that leases go over. */
  refuse?: (db: Db) => Promise<void>;
  /** Told when it holds no lease any more, or not yet, and why; once, until it holds one again. */
  onLost?: (error: unknown) => void;
  /** Told when it holds one again. */
  onHeld?: () => void;
  /** Told once when this machine's time of day and the database's have come too far apart, and once when they are close. */
  onTimeDifference?: (told: TimeTold) => void;
}

/** For so long it is told that a machine's clocks did not agree. */
const OF_LATE_MS = 3_600_000;

/** How often whoever waits for confirmations looks for them. */
const POLL_MS = 5;

/** Of one of many servers on a database: what it holds in memory, it holds under a lease, as every verifier does. */
export async function verifyAsReplica(db: Db, options: ReplicaOptions): Promise<Verifying> {
  const { url, leaseMs, now, monotonic, name, refuse, onTimeDifference } = options;
  const terms = { leaseMs, marginMs: marginOf(leaseMs) };
  const machine: Machine = { monotonic, now, sleep };
  const timeoutMs = leaseMs / 3;
  const rates = createSharedRates({ monotonic, takePermits: (asked) => takePermits(db, asked) });
  const held = await openMemory(db, { isAlone: false, rates });
  const news = createNewsWatch(await currentRevision(db));
  const loss = createLossReport(options);
  const time = createTimeDifference({ now, onChange: onTimeDifference });
  const lease = openHeldLease({
    ...terms,
    machine,
    name,
    newId: randomUUID,
    async openSession(signal) {
      const session = await openLeaseSession({ ...options, timeoutMs, time, onChange: () => lease.wake() });
      if (signal.aborted) session.discard();
      return session;
    },
    onFailure(error) {
      if (!lease.isInForce()) loss.begin(error);
    },
    forget({ revision, changes }) {
      loss.end();
      if (changes) for (const change of changes) held.memory.evict(change);
      else {
        held.memory.clear(revision);
        rates.forget();
      }
      held.memory.advance(revision);
      news.tell(revision, changes);
    },
  });
  const revoker = openRevoker(db, { ...terms, machine });
  const closing = new AbortController();
  void sweepUntil(closing.signal, revoker, leaseMs / 20);
  const session = shareSession(() => openSession(url, { timeoutMs, ...(refuse && { refuse }) }));
  return {
    ...held,
    name,
    leases: openSharedLeases(db, { ...terms, now, session, news, revoker }),
    standing: {
      isInForce: () => lease.isInForce(),
      clocksAgree: () => now() - lease.doubtedAt > OF_LATE_MS,
      timeDifference: time.told,
      answer: (source) => answerUnderLease(lease, source),
    },
    async close() {
      closing.abort();
      await lease.release();
      session.close();
    },
  };
}

function openRevoker(db: Db, terms: LeaseTerms & { machine: Machine }): Revoker {
  return createRevoker({
    ...terms,
    pollMs: POLL_MS,
    rows: {
      async read() {
        const { revision, verifiers } = await readVerifiers(db);
        return { revision, rows: verifiers };
      },
      fence: (row) => fenceVerifier(db, row),
    },
  });
}

/** Tells of a loss once, however often it is noticed. */
function createLossReport({ onLost, onHeld }: Pick<ReplicaOptions, "onLost" | "onHeld">) {
  let isLost = false;
  return {
    begin(error: unknown): void {
      if (!isLost) onLost?.(error);
      isLost = true;
    },
    end(): void {
      if (isLost) onHeld?.();
      isLost = false;
    },
  };
}

/** Looks often for the dead: a change waits for them only as long as they may have a lease. */
async function sweepUntil(end: AbortSignal, revoker: Revoker, everyMs: number): Promise<void> {
  while (!end.aborted) {
    await sleep(everyMs, end);
    if (!end.aborted) await revoker.sweep().catch(() => undefined);
  }
}

interface LeaseSessionOptions extends ReplicaOptions {
  timeoutMs: number;
  time: TimeDifference;
  onChange: () => void;
}

/** A connection to the primary for this process's own lease. */
async function openLeaseSession(options: LeaseSessionOptions): Promise<LeaseSession> {
  const { url, timeoutMs, onChange, leaseMs, now, refuse, time } = options;
  const { db, discard } = await openSession(url, { timeoutMs, onChange, ...(refuse && { refuse }) });
  return {
    register: ({ id, name }) =>
      insertVerifier(db, { id, name, projectId: null, mode: null, leaseMs, registeredAtMs: now() }),
    async extend(id, applied) {
      const isThere = await extendVerifier(db, { id, applied, nowMs: now() });
      await time.compare(() => readTime(db));
      return isThere;
    },
    readNews: (applied) => readNews(undefined, db, applied),
    confirm: (id, applied) => confirmVerifier(db, { id, applied }),
    remove: (id) => deleteVerifier(db, id),
    discard,
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, ms), undefined, { signal, ref: false }).catch(() => undefined);
}
