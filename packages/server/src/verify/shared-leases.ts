import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Db } from "../storage/open.ts";
import type { VerifierProgress } from "../storage/verifiers.ts";
import { deleteVerifier, extendVerifier, insertVerifier, readVerifiers } from "../storage/verifiers.ts";
import { readNews } from "../storage/change-log.ts";
import type { Leases, ListedVerifier, Verifier } from "./leases.ts";
import type { NewsWatch } from "./news-watch.ts";
import type { Revoker } from "./lease/revoker.ts";
import type { SharedSession } from "./shared-session.ts";

export interface SharedLeasesOptions {
  leaseMs: number;
  marginMs: number;
  now: () => number;
  session: SharedSession;
  news: NewsWatch;
  revoker: Revoker;
}

/** What is not known is looked up. */
const MOST_KNOWN = 10_000;

/**
 * Leases that stand in the database: any server extends any of them, so that a balancer may send each renewal to
 * another one.
 */
export function openSharedLeases(db: Db, options: SharedLeasesOptions): Leases {
  const { leaseMs, marginMs, now, session, news, revoker } = options;
  /** Those met before: what a server does for a verifier that was fenced meanwhile does no harm, as it holds no lease. */
  const known = new Map<string, Verifier>();
  const remember = (verifier: Verifier) => {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(verifier.id, verifier);
  };
  return {
    leaseMs,
    marginMs,
    async register(asked) {
      const verifier = { ...asked, id: randomUUID(), leaseMs, registeredAtMs: now() };
      await insertVerifier(db, verifier);
      remember(verifier);
      return verifier;
    },
    async find(projectId, id) {
      const verifier = known.get(id) ?? (await findStored(db, projectId, id));
      if (verifier?.projectId !== projectId) return undefined;
      remember(verifier);
      return verifier;
    },
    async list(projectId) {
      const { verifiers } = await readVerifiers(db, [projectId]);
      return verifiers.map((one) => listed(one, { nowMs: now(), news, projectId }));
    },
    async renew({ id, projectId, leaseMs }, { applied, mayWait }) {
      const told = await session.use(async (own) => {
        const isThere = await extendVerifier(own, { id, applied, nowMs: now() });
        if (!isThere) return undefined;
        const first = await readNews(projectId, own, applied);
        if (!mayWait || first.changes?.length !== 0) return first;
        await news.wait(projectId, { id, beyond: applied, ms: leaseMs / 4 });
        // The lease is extended: should the database go meanwhile, what was read after that is worth it, too.
        const later = readNews(projectId, own, applied).catch(() => first);
        return Promise.race([later, delay(leaseMs / 12, first, { ref: false })]);
      });
      if (!told) known.delete(id);
      return told;
    },
    async release({ id }) {
      known.delete(id);
      news.wake(id);
      await deleteVerifier(db, id);
    },
    confirm: (change) => revoker.settle(change),
    close: () => news.close(),
  };
}

async function findStored(db: Db, projectId: string, id: string): Promise<Verifier | undefined> {
  const { verifiers } = await readVerifiers(db, [projectId]);
  return verifiers.find((one): one is VerifierProgress & Verifier => one.id === id && one.projectId !== null);
}

function listed(
  { id, name, mode, applied, registeredAtMs, heardAtMs, leaseMs }: VerifierProgress,
  { nowMs, news, projectId }: { nowMs: number; news: NewsWatch; projectId: string },
): ListedVerifier {
  const lease = { heardAgoMs: Math.max(0, nowMs - heardAtMs), leaseMs };
  const isUpToDate = !news.isBeyond(projectId, applied);
  return { id, name, mode, applied, registeredAtMs, isUpToDate, lease };
}
