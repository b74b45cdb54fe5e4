import type { RateLimitState } from "@tokenhouse/sdk/memory";

/** The headers of a limited token, as the IETF's draft on rate limit fields has them. A token without a limit has none. */
export function rateLimitHeaders(state: RateLimitState | undefined): Record<string, string> {
  if (!state) return {};
  const { limit, windowSeconds, remaining, resetSeconds } = state;
  return {
    "RateLimit-Policy": `"token";q=${limit};w=${windowSeconds}`,
    RateLimit: `"token";r=${remaining};t=${resetSeconds}`,
  };
}
