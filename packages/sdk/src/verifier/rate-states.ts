import type { RateState } from "./rate-limit.ts";
import { UNUSED } from "./rate-limit.ts";

/** Where each limited token stands. A limit belongs to the token, so all its values share it, and it outlives their grants. */
export interface RateStates {
  of(tokenId: string): RateState;
  set(tokenId: string, state: RateState, nowMs: number): void;
}

const FEWEST = 1024;

/** Whatever is unused again is forgotten, often enough that this never grows beyond twice what is in use. */
export function createRateStates(): RateStates {
  const states = new Map<string, RateState>();
  let most = FEWEST;
  return {
    of: (tokenId) => states.get(tokenId) ?? UNUSED,
    set(tokenId, state, nowMs) {
      states.set(tokenId, state);
      if (states.size <= most) return;
      for (const [id, { tatMs }] of states) if (tatMs < nowMs) states.delete(id);
      most = Math.max(FEWEST, 2 * states.size);
    },
  };
}
