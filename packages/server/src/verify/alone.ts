import { randomUUID } from "node:crypto";
import type { Db } from "../storage/open.ts";
import type { Leases } from "./leases.ts";
import type { HeldMemory } from "./memory.ts";
import { openMemory } from "./memory.ts";
import type { OwnLeasesOptions } from "./own-leases.ts";
import { openOwnLeases } from "./own-leases.ts";

/** What the service of a process works with to answer checks and to confirm changes. */
export interface Verifying extends HeldMemory {
  /** This process as a verifier, as receipts and lists name it. */
  name: string;
  leases: Leases;
  /** Whether this process may answer, and what. */
  standing: {
    isInForce: () => boolean;
    answer: <T extends { revision: number }>(source: Source<T>) => Promise<T | undefined>;
  };
  /** Gives the leases back, its own first. To be called once nothing is answered any more. */
  close: () => Promise<void>;
}

/** Where an answer comes from that memory does not have. */
export interface Source<T> {
  read: () => Promise<T>;
  store: (answer: T) => void;
  atLeast?: number | undefined;
}

export interface AloneOptions extends OwnLeasesOptions {
  /** This process, as receipts and lists name it. */
  name: string;
}

/** Of the one process on its database: its own commits keep its memory true, so it needs no lease. */
export async function verifyAlone(db: Db, { name, ...options }: AloneOptions): Promise<Verifying> {
  const held = await openMemory(db, { isAlone: true });
  const { memory } = held;
  const own = { id: randomUUID(), name };
  const startedAtMs = options.now();
  const leases = await openOwnLeases(db, options);
  return {
    ...held,
    name,
    leases: {
      ...leases,
      async list(projectId) {
        const itself = { ...own, mode: null, registeredAtMs: startedAtMs, applied: memory.applied };
        return [{ ...itself, isUpToDate: true, lease: null }, ...(await leases.list(projectId))];
      },
      async confirm(change) {
        // Applied in the turn of the commit.
        const itself = { ...own, confirmedAt: options.monotonic() };
        const { verifiers, fenced } = await leases.confirm(change);
        return { verifiers: [itself, ...verifiers], fenced };
      },
    },
    standing: {
      isInForce: () => true,
      async answer({ read, store, atLeast = 0 }) {
        const answer = await read();
        store(answer);
        return answer.revision >= atLeast ? answer : undefined;
      },
    },
    close: () => Promise.resolve(),
  };
}
