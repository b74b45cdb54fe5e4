import type { ValidVerdict } from "../verifier/verdict.ts";
import type { Verifier } from "../verifier/verifier.ts";
import { answerRefusal } from "./answer-refusal.ts";
import type { RequireTokenOptions as CoreOptions } from "./check-request.ts";
import { checkRequest } from "./check-request.ts";

/** What a route demands of its callers, and how their addresses are found. */
export interface RequireTokenOptions extends CoreOptions {
  /**
   * The caller's address, from a header that your own proxy always sets; Next knows none that a caller could not
   * forge. Left out: unknown, and tokens bound to addresses are refused.
   */
  ip?: (request: Request) => string | undefined;
}

/**
 * Wraps a route handler of Next.js 16: it runs only for a request with a good token, and gets the verdict between
 * the request and Next's context. Otherwise the answer is that of the middleware for Express.
 * It works wherever a handler takes a web-standard `Request`, as with `Bun.serve` and `Deno.serve`.
 *
 * @example
 * export const GET = requireToken(verifier, { scopes: ["orders:read"] })((request, verdict) =>
 *   Response.json({ caller: verdict.holder.name }),
 * );
 */
export function requireToken(verifier: Verifier, options: RequireTokenOptions = {}) {
  return <Incoming extends Request, Rest extends unknown[]>(
      handler: (request: Incoming, verdict: ValidVerdict, ...rest: Rest) => Response | Promise<Response>,
    ) =>
    async (request: Incoming, ...rest: Rest): Promise<Response> => {
      const { url, headers: incoming } = request;
      const seen = { url, headers: incoming, ip: options.ip?.(request) };
      const { verdict, headers, refusal } = await checkRequest(verifier, seen, options);
      if (refusal) return answerRefusal(refusal);
      return withHeaders(await handler(request, verdict, ...rest), headers);
    };
}

/** On a copy where there is something to add, because the headers of a redirect cannot be changed. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  const added = Object.entries(headers);
  if (added.length === 0) return response;
  const copy = new Response(response.body, response);
  for (const [name, text] of added) copy.headers.set(name, text);
  return copy;
}
