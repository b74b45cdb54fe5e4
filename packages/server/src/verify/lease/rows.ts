/** What the database knows of one verifier: a replica, or an SDK whose renewals any replica carries out. */
export interface VerifierRow {
  id: string;
  name: string;
  /** Whose rights it can hold; null = those of every project. */
  projectId: string | null;
  /** How long its lease runs from each extension; its verifier was told so when it registered. */
  leaseMs: number;
  /** Moved by each extension of its lease. */
  generation: number;
  /** Up to this revision it has confirmed. Never falls. */
  applied: number;
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
  /** Deletes the row of a verifier, unless its generation has moved: then it may hold a lease. */
  fence: (row: Pick<VerifierRow, "id" | "generation">) => Promise<void>;
}
