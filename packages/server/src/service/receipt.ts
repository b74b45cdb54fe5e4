/** The proof that a change of rights has reached every verifier. Times count from the start of the change. */
export interface Receipt {
  revision: number;
  confirmed: boolean;
  inMs: number;
  verifiers: { id: string; name: string; confirmedInMs: number }[];
  /** Those that did not answer, and whose lease is over. */
  fenced: string[];
}

/** Waits until every verifier of some projects acts on a revision, or on nothing. `confirmedAt` is the monotonic clock. */
export type Confirm = (change: {
  revision: number;
  projectIds: ReadonlySet<string>;
}) => Promise<{ confirmed: { id: string; name: string; confirmedAt: number }[]; fenced: string[] }>;
