import { TokenhouseError } from "../errors.ts";
import type { ValidVerdict } from "../verifier/verdict.ts";
import type { Verifier } from "../verifier/verifier.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import type { Refusal } from "./refusal.ts";
import { refuseDenied, refuseMalformed, refuseMissing, refuseUnchecked } from "./refusal.ts";

/** What a route demands of its callers. */
export interface RequireTokenOptions {
  /** The token must hold all of them. Left out: any good token will do. */
  scopes?: readonly string[];
  /** Told why a request had to be answered with 503; the error holds no token. Left out: a process warning. */
  onUnavailable?: (error: TokenhouseError) => void;
}

/** The part of a web-standard `Request` that matters. Headers sent twice are joined by a comma, as `Headers` does. */
export interface IncomingRequest {
  url: string;
  headers: { get(name: string): string | null };
  ip?: string | undefined;
}

/** Either the caller's verdict, with the headers that the answer is to carry, or the answer that turns them away. */
export type Admission =
  | { verdict: ValidVerdict; headers: Record<string, string>; refusal?: never }
  | { verdict?: never; headers?: never; refusal: Refusal };

const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const MENTIONS_BEARER = /(?:^|,)\s*bearer(?:[\s,]|$)/i;

/** Has the one Bearer token of a request checked, and words the refusal (RFC 6750 §3). */
export async function checkRequest(
  verifier: Verifier,
  request: IncomingRequest,
  { scopes, onUnavailable = warn }: RequireTokenOptions,
): Promise<Admission> {
  const { value, refusal } = readToken(request);
  if (refusal) return { refusal };
  const userAgent = request.headers.get("user-agent") ?? undefined;
  const check = { ...(scopes && { scopes }), ip: request.ip, userAgent };
  try {
    const verdict = verifier.peek(value, check) ?? (await verifier.verify(value, check));
    if (!verdict.valid) return { refusal: refuseDenied(verdict, scopes ?? []) };
    return { verdict, headers: rateLimitHeaders(verdict) };
  } catch (error) {
    if (!(error instanceof TokenhouseError)) throw error;
    onUnavailable(error);
    return { refusal: refuseUnchecked(error.retryAfterSeconds) };
  }
}

type Presented = { value: string; refusal?: never } | { value?: never; refusal: Refusal };

function readToken({ url, headers }: IncomingRequest): Presented {
  if (hasTokenInQuery(url)) {
    return malformed("A token never belongs into an address: send it in the Authorization header");
  }
  const authorization = headers.get("authorization") ?? "";
  if (!MENTIONS_BEARER.test(authorization)) return { refusal: refuseMissing() };
  const [, value] = BEARER.exec(authorization) ?? [];
  return value === undefined
    ? malformed("Send exactly one access token: Authorization: Bearer <value>")
    : { value };
}

function malformed(detail: string): Presented {
  return { refusal: refuseMalformed(detail) };
}

function hasTokenInQuery(url: string): boolean {
  const start = url.indexOf("?");
  return start !== -1 && new URLSearchParams(url.slice(start)).has("access_token");
}

function warn({ message, code }: TokenhouseError): void {
  process.emitWarning(message, { type: "TokenhouseWarning", code });
}
