/** How often a token may be used: `requests` at once, and then as many again in every window. */
export interface RateLimit {
  requests: number;
  windowSeconds: number;
}

/** Where a limited token stands, for the headers `RateLimit-Policy` and `RateLimit`. */
export interface RateLimitState {
  limit: number;
  windowSeconds: number;
  /** How many requests are let through at once from now on. */
  remaining: number;
  /** Whole seconds until all of `limit` remain again; of a refused request, until the next one is let through. */
  resetSeconds: number;
}

/**
 * When the limit is unused again («theoretical arrival time»): at `tatMs` and `rest` of `requests` parts of a
 * millisecond. Whole numbers, so that no request is lost or given away by rounding.
 */
export interface RateState {
  tatMs: number;
  rest: number;
}

/** Every token begins with its limit unused. */
export const UNUSED: RateState = { tatMs: 0, rest: 0 };

/**
 * The generic cell rate algorithm with a burst of `requests`: each request takes a share of the window, and is let
 * through while the window is not taken up. A refused request takes nothing.
 */
export function takeFromRate(
  state: RateState,
  policy: RateLimit,
  nowMs: number,
): { allowed: boolean; state: RateState; told: RateLimitState } {
  const windowMs = policy.windowSeconds * 1000;
  const from = state.tatMs >= nowMs ? state : { tatMs: Math.floor(nowMs), rest: 0 };
  const rest = from.rest + (windowMs % policy.requests);
  const next = {
    tatMs: from.tatMs + Math.floor(windowMs / policy.requests) + Math.floor(rest / policy.requests),
    rest: rest % policy.requests,
  };
  // In `requests` parts of a millisecond, like `rest`.
  const room = (Math.floor(nowMs) + windowMs - next.tatMs) * policy.requests - next.rest;
  const allowed = room >= 0;
  const resetMs = (allowed ? windowMs * policy.requests - room : -room) / policy.requests;
  return {
    allowed,
    state: allowed ? next : state,
    told: {
      limit: policy.requests,
      windowSeconds: policy.windowSeconds,
      remaining: allowed ? Math.floor(room / windowMs) : 0,
      resetSeconds: Math.max(1, Math.ceil(resetMs / 1000)),
    },
  };
}
