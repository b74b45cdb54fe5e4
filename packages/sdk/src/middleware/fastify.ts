/// <reference types="fastify" preserve="true" />
import type { ValidVerdict } from "../verifier/verdict.ts";
import type { Verifier } from "../verifier/verifier.ts";
import type { RequireTokenOptions } from "./check-request.ts";
import { checkRequest } from "./check-request.ts";
import { readRawHeaders } from "./raw-headers.ts";

export type { RequireTokenOptions } from "./check-request.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose token this request carries and what it may do, behind `requireToken`. */
    tokenhouse?: ValidVerdict;
  }
}

/** What the hook reads and writes of Fastify's request. `ip` follows the app's setting `trustProxy`. */
export interface GuardedRequest {
  originalUrl: string;
  ip: string;
  raw: { rawHeaders: string[] };
  tokenhouse?: ValidVerdict;
}

/** What the hook calls of Fastify's reply. */
export interface GuardedReply {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: Uint8Array): unknown;
}

/**
 * A Fastify 5 hook (`onRequest`, before a body is read, or `preHandler`) that lets a request pass only with a good
 * token, and sets `request.tokenhouse` to its verdict. Otherwise it answers as the middleware for Express does.
 *
 * @example
 * app.get("/orders", { onRequest: requireToken(verifier, { scopes: ["orders:read"] }) }, (request) => ({
 *   caller: request.tokenhouse?.holder.name,
 * }));
 */
export function requireToken(verifier: Verifier, options: RequireTokenOptions = {}) {
  return async (request: GuardedRequest, reply: GuardedReply): Promise<unknown> => {
    const { originalUrl: url, ip, raw } = request;
    const incoming = { url, headers: readRawHeaders(raw.rawHeaders), ip };
    const { verdict, headers, refusal } = await checkRequest(verifier, incoming, options);
    reply.headers(refusal?.headers ?? headers ?? {});
    if (refusal) {
      reply.code(refusal.problem.status);
      // As bytes: Fastify would add a charset to the media type of a text.
      return reply.send(Buffer.from(JSON.stringify(refusal.problem)));
    }
    request.tokenhouse = verdict;
    return undefined;
  };
}
