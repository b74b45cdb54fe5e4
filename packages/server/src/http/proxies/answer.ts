import type { RateLimitState, ValidVerdict } from "@tokenhouse/sdk/memory";
import type { Refusal } from "../../core/errors.ts";
import { ERRORS, invalidToken } from "../../core/errors.ts";
import type { DenialCode } from "../../core/verdict.ts";
import { insufficientScope, rateLimited } from "../authenticate.ts";
import type { Answer } from "../headers.ts";
import { appendHeaders } from "../headers.ts";
import { problemAnswer } from "../problem.ts";
import { rateLimitHeaders } from "../rate-limit-headers.ts";
import { identityHeaders } from "./identity-headers.ts";
import type { Profile } from "./profile.ts";

/** Of a token with a rate limit, what is left of it. */
interface Limited {
  rateLimit?: RateLimitState | undefined;
}

/** Lets the request through, and tells the API behind the proxy whose it is. */
export function allow(verdict: ValidVerdict, requestId: string): Answer {
  const own = ["Cache-Control", "no-store", "Content-Length", "0", "X-Request-Id", requestId];
  const headers = own.concat(identityHeaders(verdict));
  if (verdict.rateLimit) appendHeaders(headers, rateLimitHeaders(verdict.rateLimit));
  return { status: 200, headers };
}

/** The refusal of a token that is not good for this: which it is, is told by the scope alone. */
export function refusalFor(
  { code, rateLimit }: Limited & { code: DenialCode },
  scopes: readonly string[],
): Refusal {
  if (code === "insufficient_scope") return insufficientScope(scopes.join(" "));
  return code === "rate_limited" ? rateLimited(rateLimit) : invalidToken();
}

/** Tells a refusal in the way that the proxy understands. */
export function refuse(profile: Profile, refusal: Refusal, requestId: string): Answer {
  const answer = problemAnswer(refusal, requestId, statusFor(profile, refusal));
  if (profile === "nginx") answer.headers.push("X-Auth-Reason", refusal.code);
  return answer;
}

/** nginx turns every status but 401 and 403 into a 500. A fault of the caller's comes with its challenge, the operator's without. */
function statusFor(profile: Profile, { code, headers }: Refusal): number {
  const { status } = ERRORS[code];
  if (profile !== "nginx" || status === 401 || status === 403) return status;
  if (status >= 500) return ERRORS.unavailable.status;
  return "WWW-Authenticate" in headers ? 401 : 403;
}
