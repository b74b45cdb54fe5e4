/** What the database knows of one verifier: a replica, or an SDK whose renewals any replica carries out. */
export interface VerifierRow {
  id: string;
  name: string;
  /** Moved by each extension of its lease. */
  generation: number;
  /** Up to this revision it has confirmed. Never falls. */
  applied: number;
  /** Shut out: its lease is over, and it has to register anew. */
  fenced: boolean;
}

/** The rows of one snapshot. */
export interface Reading {
  /**
   * Of the same snapshot. Who registers after a revision is told it with their first news; who registered before is in
   * each snapshot that has it, a deposed primary's too.
   */
  revision: number;
  rows: readonly VerifierRow[];
}

export interface VerifierRows {
  read: () => Promise<Reading>;
  /** Shuts a verifier out, unless its generation has moved: then it may hold a lease. */
  fence: (row: Pick<VerifierRow, "id" | "generation">) => Promise<void>;
}
