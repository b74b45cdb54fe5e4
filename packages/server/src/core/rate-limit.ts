import type { RateLimit, Rates, RateTaken } from "@tokenhouse/sdk/memory";

export type { RateLimit } from "@tokenhouse/sdk/memory";

/** Rates as a server counts them, alone or with others. */
export interface ServerRates extends Rates {
  /** The same for whoever can wait for the answer of somebody else. */
  ask: (tokenId: string, policy: RateLimit) => Promise<RateTaken>;
}

/** Whether `wanted` lets nothing through that `held` would stop: no more at once, no more over time. Null = no limit. */
export function coversRateLimit(held: RateLimit | null, wanted: RateLimit | null): boolean {
  if (held === null) return true;
  if (wanted === null || wanted.requests > held.requests) return false;
  return wanted.requests * held.windowSeconds <= held.requests * wanted.windowSeconds;
}
