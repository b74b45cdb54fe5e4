import type { RateLimit, RateLimitState, RateState } from "./rate-limit.ts";
import { takeFromRate, UNUSED } from "./rate-limit.ts";

/** What became of a use: whether there was room for it, and where the token stands now. */
export interface RateTaken {
  allowed: boolean;
  told: RateLimitState;
}

/** Where uses of limited tokens are counted. A limit belongs to the token, so all its values share it, and it outlives their grants. */
export interface Rates {
  /** Takes one use, if there is room. Undefined = only somebody else knows. */
  take(tokenId: string, policy: RateLimit, nowMs: number): RateTaken | undefined;
}

const FEWEST = 1024;

/** Counts here alone. Whatever is unused again is forgotten, often enough that this never grows beyond twice what is in use. */
export function createLocalRates(): { take(...use: Parameters<Rates["take"]>): RateTaken } {
  const states = new Map<string, RateState>();
  let most = FEWEST;
  return {
    take(tokenId, policy, nowMs) {
      const { allowed, state, told } = takeFromRate(states.get(tokenId) ?? UNUSED, policy, nowMs);
      if (allowed) states.set(tokenId, state);
      if (states.size > most) {
        for (const [id, { tatMs }] of states) if (tatMs < nowMs) states.delete(id);
        most = Math.max(FEWEST, 2 * states.size);
      }
      return { allowed, told };
    },
  };
}
