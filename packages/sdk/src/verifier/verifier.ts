import { isIP } from "node:net";
import type { Client } from "../client.ts";
import { createClient } from "../client.ts";
import { TokenhouseError } from "../errors.ts";
import { parseToken } from "../token-format.ts";
import type { Verdict } from "./verdict.ts";
import { isVerdict } from "./verdict.ts";

/** Which server answers, and the token that may ask it. */
export interface VerifierOptions {
  /** The server's address, with its sub-path if it has one. */
  url: string;
  /** An access token with the scope `tokens:verify`, best a service account's of the role `verifier`. */
  token: string;
  /** Gives up on a check after so many milliseconds. Default 5 000. */
  timeoutMs?: number;
}

/** What the caller wants to do. */
export interface CheckOptions {
  /** The token must hold all of them. Left out: any good token will do. */
  scopes?: readonly string[];
  /** The caller's address. What is no IP address counts as unknown, which tokens bound to addresses refuse. */
  ip?: string | undefined;
  /** What the caller calls itself (`User-Agent`), for the record of where the token is used. */
  userAgent?: string | undefined;
}

/** Answers whether a value is good, for one protected API. */
export interface Verifier {
  /**
   * Checks a value. Resolves with the verdict, also when it is a refusal; rejects with a {@link TokenhouseError}
   * when there is no verdict: `network` (no answer, or none of Tokenhouse's), `unavailable` (the server cannot
   * answer, or this verifier is closed), or the code the server refused the question with.
   */
  verify(value: string, options?: CheckOptions): Promise<Verdict>;
  /** The verdict as far as it is known here and now, without asking; `undefined` when the server must be asked. */
  peek(value: string, options?: CheckOptions): Verdict | undefined;
  /** Takes no more checks, and resolves once those under way have ended. */
  close(): Promise<void>;
}

/**
 * Makes a verifier and proves that it works: rejects with a {@link TokenhouseError} when the server cannot be
 * reached (`network`), or when it does not let `token` check tokens (`invalid_token`, `insufficient_scope`, `forbidden`);
 * with a TypeError when `url` is no web address.
 *
 * @example
 * const verifier = await createVerifier({ url: "http://127.0.0.1:4980", token });
 * const verdict = await verifier.verify(value, { scopes: ["orders:read"], ip: "192.0.2.7" });
 */
export async function createVerifier({ url, token, timeoutMs = 5_000 }: VerifierOptions): Promise<Verifier> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new TypeError(`the url of a server starts with http:// or https://, «${url}» does not`);
  }
  const client = createClient({ url, token, timeoutMs });
  let { revision } = await ask(client, token).catch(explain);
  const underWay = new Set<Promise<Verdict>>();
  let closed = false;

  const peek: Verifier["peek"] = (value) =>
    parseToken(value) ? undefined : { valid: false, code: "malformed", denialId: null, revision };

  async function askServer(value: string, options?: CheckOptions): Promise<Verdict> {
    const verdict = await ask(client, value, options);
    revision = Math.max(revision, verdict.revision);
    return verdict;
  }

  return {
    peek,
    async verify(value, options) {
      if (closed) throw new TokenhouseError({ code: "unavailable", detail: "This verifier is closed" });
      const known = peek(value, options);
      if (known) return known;
      const check = askServer(value, options);
      underWay.add(check);
      return check.finally(() => underWay.delete(check));
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}

async function ask(client: Client, value: string, { scopes, ip }: CheckOptions = {}): Promise<Verdict> {
  const address = addressOf(ip);
  const verdict: unknown = await client.verifyToken({
    body: {
      token: value,
      ...(scopes && { scopes: [...scopes] }),
      ...(address !== undefined && { ip: address }),
    },
  });
  if (isVerdict(verdict)) return verdict;
  throw new TokenhouseError({ code: "network", detail: "The answer is not a verdict of Tokenhouse's" });
}

/** The address alone: an IPv6 zone (`fe80::1%eth0`) means something on this machine only. */
function addressOf(ip: string | undefined): string | undefined {
  const address = ip?.split("%")[0];
  return address !== undefined && isIP(address) ? address : undefined;
}

/** The verifier's own refusal reads like a caller's; say whose token is meant. */
function explain(error: unknown): never {
  if (!(error instanceof TokenhouseError) || (error.status !== 401 && error.status !== 403)) throw error;
  const { status, code, requestId, detail } = error;
  const told = new TokenhouseError({
    status,
    code,
    ...(requestId !== undefined && { requestId }),
    detail: `The token given to createVerifier may not check tokens (it needs the scope tokens:verify): ${detail}`,
  });
  throw Object.assign(told, { cause: error });
}
