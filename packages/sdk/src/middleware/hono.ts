/// <reference types="hono" preserve="true" />
import type { ValidVerdict } from "../verifier/verdict.ts";
import type { Verifier } from "../verifier/verifier.ts";
import { answerRefusal } from "./answer-refusal.ts";
import type { RequireTokenOptions as CoreOptions } from "./check-request.ts";
import { checkRequest } from "./check-request.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** Whose token this request carries and what it may do, behind `requireToken`. */
    tokenhouse: ValidVerdict | undefined;
  }
}

/** What the middleware reads and writes of Hono's context. */
export interface GuardedContext {
  req: { raw: Request };
  set(key: "tokenhouse", verdict: ValidVerdict): void;
  header(name: string, value: string): void;
}

/** What a route demands of its callers, and how their addresses are found. */
export interface RequireTokenOptions<Context extends GuardedContext = GuardedContext> extends CoreOptions {
  /**
   * The caller's address, as `(c: Context) => getConnInfo(c).remote.address` with the runtime's own `getConnInfo`.
   * Left out: unknown, and tokens bound to addresses are refused.
   */
  ip?: (c: Context) => string | undefined;
}

/**
 * Hono 4 middleware that lets a request pass only with a good token, and sets the variable `tokenhouse` to its
 * verdict. Otherwise it answers as the middleware for Express does.
 *
 * @example
 * app.get("/orders", requireToken(verifier, { scopes: ["orders:read"] }), (c) =>
 *   c.json({ caller: c.get("tokenhouse")?.holder.name }),
 * );
 */
export function requireToken<Context extends GuardedContext>(
  verifier: Verifier,
  options: RequireTokenOptions<Context> = {},
) {
  return async (c: Context, next: () => Promise<void>): Promise<Response | void> => {
    const { url, headers: incoming } = c.req.raw;
    const request = { url, headers: incoming, ip: options.ip?.(c) };
    const { verdict, headers, refusal } = await checkRequest(verifier, request, options);
    if (refusal) return answerRefusal(refusal);
    c.set("tokenhouse", verdict);
    await next();
    // Only now: a handler's own Response would not take over what was set before it.
    for (const [name, text] of Object.entries(headers)) c.header(name, text);
  };
}
