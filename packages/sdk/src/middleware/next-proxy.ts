import type { ValidVerdict } from "../verifier/verdict.ts";
import { isVerdict } from "../verifier/verdict.ts";
import type { Verifier } from "../verifier/verifier.ts";
import { answerRefusal } from "./answer-refusal.ts";
import { checkRequest } from "./check-request.ts";
import type { RequireTokenOptions } from "./next-route.ts";

const VERDICT = "x-tokenhouse-verdict";

/** What the proxy needs of `NextResponse`: the answer that lets a request go on with other headers. */
export interface NextStep {
  next(init: { request: { headers: Headers } }): Response;
}

/**
 * The function of Next's `proxy.ts`: a request goes on only with a good token, and what comes after it reads the
 * verdict with {@link verdictFromProxy}. The header it stands in is set on every request that goes on, over
 * whatever the caller sent in it.
 *
 * A proxy is a first line only: a request that its `matcher` leaves out has met no check, and may carry a forged
 * verdict. Wrap the routes that matter in `requireToken` too.
 *
 * @example
 * export const proxy = requireTokenInProxy(verifier, NextResponse, { scopes: ["orders:read"] });
 * export const config = { matcher: "/api/:path*" };
 */
export function requireTokenInProxy(
  verifier: Verifier,
  step: NextStep,
  options: RequireTokenOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { url, headers: incoming } = request;
    const seen = { url, headers: incoming, ip: options.ip?.(request) };
    const { verdict, headers, refusal } = await checkRequest(verifier, seen, options);
    if (refusal) return answerRefusal(refusal);
    const onward = new Headers(incoming);
    onward.set(VERDICT, encodeURIComponent(JSON.stringify(verdict)));
    const response = step.next({ request: { headers: onward } });
    for (const [name, text] of Object.entries(headers)) response.headers.set(name, text);
    return response;
  };
}

/** The verdict that `requireTokenInProxy` handed on; undefined when it did not see the request. */
export function verdictFromProxy(headers: { get(name: string): string | null }): ValidVerdict | undefined {
  const verdict = parse(headers.get(VERDICT) ?? "null");
  return isVerdict(verdict) && verdict.valid ? verdict : undefined;
}

/** A request that went past the proxy may hold anything here. */
function parse(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}
