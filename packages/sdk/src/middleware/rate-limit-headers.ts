import type { RateLimitState } from "../api.gen.ts";

/** Where a token stands in its rate limit, as its verdict tells it. */
export interface Limited {
  rateLimit?: RateLimitState;
}

/** The headers of draft-ietf-httpapi-ratelimit-headers (one policy, `token`); none for a token without a limit. */
export function rateLimitHeaders({ rateLimit }: Limited): Record<string, string> {
  if (!rateLimit) return {};
  const { limit, windowSeconds, remaining, resetSeconds } = rateLimit;
  return {
    "ratelimit-policy": `"token";q=${limit};w=${windowSeconds}`,
    ratelimit: `"token";r=${remaining};t=${resetSeconds}`,
  };
}
