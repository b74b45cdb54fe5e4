import type { Leases } from "./leases.ts";
import type { HeldMemory } from "./memory.ts";

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
