import type { Verdict } from "../verifier/verdict.ts";
import type { Limited } from "./rate-limit-headers.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";

/** An answer that turns a caller away: RFC 6750 in the headers, RFC 9457 in the body. */
export interface Refusal {
  headers: Record<string, string>;
  problem: {
    type: string;
    title: string;
    status: number;
    code: string;
    detail: string;
    /** What the caller may quote to whoever looks after the tokens, when there is a record of the refusal. */
    denialId?: string;
  };
}

/** The server's own codes and titles (docs/reference/errors.md), as far as a protected API gives them. */
const PROBLEMS = {
  invalid_request: { status: 400, title: "The request is not valid" },
  authentication_required: { status: 401, title: "Authentication is required" },
  invalid_token: { status: 401, title: "The token is not valid" },
  insufficient_scope: { status: 403, title: "The token's scopes do not allow this" },
  rate_limited: { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Not available right now" },
};

function refuse(code: keyof typeof PROBLEMS, detail: string, headers: Record<string, string>): Refusal {
  return {
    headers: { ...headers, "cache-control": "no-store", "content-type": "application/problem+json" },
    problem: { type: `urn:tokenhouse:problem:${code}`, ...PROBLEMS[code], code, detail },
  };
}

/** No token was sent. RFC 6750 §3.1: then the challenge carries no error. */
export function refuseMissing(): Refusal {
  return refuse("authentication_required", "Send an access token: Authorization: Bearer <value>", {
    "www-authenticate": "Bearer",
  });
}

/** The token was not sent the one way that is allowed. */
export function refuseMalformed(detail: string): Refusal {
  return refuse("invalid_request", detail, { "www-authenticate": 'Bearer error="invalid_request"' });
}

/** There is no verdict: not the caller's fault, so never a 401, which would make them throw a good token away. */
export function refuseUnchecked(retryAfterSeconds = 5): Refusal {
  return refuse("unavailable", "The access token cannot be checked at the moment", {
    "retry-after": String(retryAfterSeconds),
  });
}

/** The verdict was no. `denialId` goes along where there is one, for the caller to quote. */
export function refuseDenied(verdict: Denial, scopes: readonly string[]): Refusal {
  const { headers, problem } = wordDenial(verdict, scopes.join(" "));
  const { denialId } = verdict;
  return {
    headers: { ...headers, ...rateLimitHeaders(verdict) },
    problem: { ...problem, ...(denialId !== null && { denialId }) },
  };
}

type Denial = Extract<Verdict, { valid: false }> & Limited;

/** Dead and unknown tokens are told alike, so that a caller cannot learn which one they hold. */
function wordDenial({ code, rateLimit }: Denial, scope: string): Refusal {
  if (code === "insufficient_scope") {
    const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
    return refuse(code, `This needs the scope ${scope}`, { "www-authenticate": challenge });
  }
  if (code === "rate_limited") {
    const seconds = String(rateLimit?.resetSeconds ?? 1);
    return refuse(code, "The access token is used too often", { "retry-after": seconds });
  }
  return refuse("invalid_token", "The access token is unknown, expired, revoked or may not be used here", {
    "www-authenticate": 'Bearer error="invalid_token"',
  });
}
