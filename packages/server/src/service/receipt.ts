/** The proof that a change of rights has reached every verifier. Times count from the start of the change. */
export interface Receipt {
  revision: number;
  confirmed: boolean;
  inMs: number;
  /** Every live one. One without a time renewed its lease, but did not confirm: it cannot act on less, either. */
  verifiers: { id: string; name: string; confirmedInMs: number | null }[];
  /** Those that did not answer, and whose lease is over. */
  fenced: string[];
}

/** Waits until every verifier of some projects acts on a revision, or on nothing. `confirmedAt` is the monotonic clock. */
export type Confirm = (change: {
  revision: number;
  projectIds: ReadonlySet<string>;
}) => Promise<{ verifiers: { id: string; name: string; confirmedAt: number | null }[]; fenced: string[] }>;
