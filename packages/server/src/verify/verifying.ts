import type { Standing } from "../core/standing.ts";
import type { Leases } from "./leases.ts";
import type { HeldMemory } from "./memory.ts";

/** What the service of a process works with to answer checks and to confirm changes. */
export interface Verifying extends HeldMemory {
  /** This process as a verifier, as receipts and lists name it. */
  name: string;
  leases: Leases;
  standing: Standing;
  /** Gives the leases back, its own first. To be called once nothing is answered any more. */
  close: () => Promise<void>;
}
