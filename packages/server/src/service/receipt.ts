import type { Service } from "./context.ts";

/** The proof that a change has reached every verifier. Times count from the start of the change. */
export interface Receipt {
  revision: number;
  confirmed: boolean;
  inMs: number;
  verifiers: { id: string; name: string; confirmedInMs: number }[];
  fenced: string[];
}

/**
 * The receipt of a change that this process has just committed. Every check reads what is committed, so the one
 * verifier there is has confirmed the change by the time the commit returns.
 */
export function receiptOf(service: Service, revision: number, startedAt: number): Receipt {
  const inMs = Math.round((service.monotonic() - startedAt) * 1000) / 1000;
  return {
    revision,
    confirmed: true,
    inMs,
    verifiers: [{ ...service.verifier, confirmedInMs: inMs }],
    fenced: [],
  };
}
