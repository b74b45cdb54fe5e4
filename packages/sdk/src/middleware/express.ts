import type { IncomingMessage, ServerResponse } from "node:http";
import type { ValidVerdict } from "../verifier/verdict.ts";
import type { Verifier } from "../verifier/verifier.ts";
import type { RequireTokenOptions } from "./check-request.ts";
import { checkRequest } from "./check-request.ts";
import { readRawHeaders } from "./raw-headers.ts";

export type { RequireTokenOptions } from "./check-request.ts";

declare global {
  namespace Express {
    interface Request {
      /** Whose token this request carries and what it may do, behind `requireToken`. */
      tokenhouse?: ValidVerdict;
    }
  }
}

/** What the middleware reads and writes of Express's request. `ip` follows the app's setting `trust proxy`. */
export interface GuardedRequest extends IncomingMessage {
  originalUrl: string;
  ip?: string | undefined;
  tokenhouse?: ValidVerdict;
}

/**
 * Express 5 middleware that lets a request pass only with a good token, and sets `req.tokenhouse` to its verdict.
 * Otherwise it answers `application/problem+json`: 401 (no token, or a dead or unknown one), 403
 * `insufficient_scope`, 400 `invalid_request` (sent in a way that is not allowed), 429 `rate_limited`, and 503
 * `unavailable` with `Retry-After` when the token cannot be checked.
 *
 * @example
 * app.get("/orders", requireToken(verifier, { scopes: ["orders:read"] }), (req, res) => {
 *   res.json({ caller: req.tokenhouse?.holder.name });
 * });
 */
export function requireToken(verifier: Verifier, options: RequireTokenOptions = {}) {
  return async (req: GuardedRequest, res: ServerResponse, next: () => void): Promise<void> => {
    const { originalUrl: url, ip, rawHeaders } = req;
    const request = { url, headers: readRawHeaders(rawHeaders), ip };
    const { verdict, headers, refusal } = await checkRequest(verifier, request, options);
    if (refusal) {
      res.writeHead(refusal.problem.status, refusal.headers).end(JSON.stringify(refusal.problem));
      return;
    }
    for (const [name, text] of Object.entries(headers)) res.setHeader(name, text);
    req.tokenhouse = verdict;
    next();
  };
}
