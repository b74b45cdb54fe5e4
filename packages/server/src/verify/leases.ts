import type { News } from "../storage/change-log.ts";
import type { StoredVerifier } from "../storage/verifiers.ts";

/** A verifier outside of this process, in front of an API. */
export type Verifier = StoredVerifier & { projectId: string; mode: "memory" | "mirror" };

/** Whoever acts on rights in its memory, as a list shows it: a server, or a verifier of the project. */
export interface ListedVerifier {
  id: string;
  name: string;
  /** Null = a server. */
  mode: "memory" | "mirror" | null;
  registeredAtMs: number;
  /** The newest revision that it has confirmed. */
  applied: number;
  /** Whether it has confirmed every change of the project. */
  isUpToDate: boolean;
  /** Null = a server that needs no lease. */
  lease: { heardAgoMs: number; leaseMs: number } | null;
}

/** What became of the verifiers that a change had to reach. */
export interface Confirmations {
  /** Those that live. Without an instant: it never confirmed, but its lease of before is over, and the one of now came with the change. */
  verifiers: { id: string; name: string; confirmedAt: number | null }[];
  /** Names of those whose lease had to end first; they are refused until they register anew, with nothing in memory. */
  fenced: string[];
}

/** A change, and whose rights it concerns. */
export interface ChangeToConfirm {
  revision: number;
  projectIds: ReadonlySet<string>;
}

/** The leases under which verifiers hold rights in their memory. */
export interface Leases {
  leaseMs: number;
  marginMs: number;
  register: (verifier: Pick<Verifier, "projectId" | "name" | "mode">) => Promise<Verifier>;
  find: (projectId: string, id: string) => Promise<Verifier | undefined>;
  /** Everyone whom a change of a project has to reach, servers first. */
  list: (projectId: string) => Promise<ListedVerifier[]>;
  /**
   * Extends a lease, notes what is confirmed with it, and answers what there is to apply beyond: at once, or as soon as
   * there is something, a third of the lease later at the latest. Undefined = it has to register anew.
   */
  renew: (verifier: Verifier, confirmed: { applied: number; mayWait: boolean }) => Promise<News | undefined>;
  release: (verifier: Verifier) => Promise<void>;
  /** Resolves once no verifier acts on less than a revision any more: each has confirmed it, or its lease is over. */
  confirm: (change: ChangeToConfirm) => Promise<Confirmations>;
  /** Lets everybody go who waits for news. */
  close: () => void;
}

/** How far the clocks' rates may differ over one lease, with room to spare: a fiftieth, and never less than a tenth of a second. */
export function marginOf(leaseMs: number): number {
  return Math.max(100, leaseMs / 50);
}
