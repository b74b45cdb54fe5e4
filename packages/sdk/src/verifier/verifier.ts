import { hostname } from "node:os";
import { TokenhouseError } from "../errors.ts";
import type { ExpiryWarning } from "../expiry-warning.ts";
import { machine } from "./environment.ts";
import type { Verifier } from "./open-verifier.ts";
import { openVerifier } from "./open-verifier.ts";
import { reachServer } from "./server.ts";

export type { Verifier } from "./open-verifier.ts";

/** Which server answers, and the token that may ask it. */
export interface VerifierOptions {
  /** The server's address, with its sub-path if it has one. */
  url: string;
  /** An access token with the scope `tokens:verify`, best a service account's of the role `verifier`. */
  token: string;
  /** Gives up on a check after so many milliseconds. Default 5 000. */
  timeoutMs?: number;
  /** What the server calls this verifier in receipts and lists. Default: the host's name and the process id. */
  name?: string;
  /**
   * `memory` (the default) holds the tokens that were checked and asks about any other; `mirror` holds all tokens of
   * the project and never asks about an unknown one.
   */
  mode?: "memory" | "mirror";
  /** How many tokens are held at most. Default 100 000, of a mirror 10 000 000. */
  maxTokens?: number;
  /** Told now and then that `token` ends soon. Default: a line on the console, once. */
  onWarning?: (warning: ExpiryWarning) => void;
}

/**
 * Makes a verifier and proves that it works: rejects with a {@link TokenhouseError} when the server cannot be
 * reached (`network`), or when it does not let `token` check tokens (`invalid_token`, `insufficient_scope`, `forbidden`);
 * with a TypeError when `url` is no web address. A mirror is there once everything is loaded.
 *
 * @example
 * const verifier = await createVerifier({ url: "http://127.0.0.1:4980", token });
 * const verdict = await verifier.verify(value, { scopes: ["orders:read"], ip: "192.0.2.7" });
 */
export async function createVerifier({
  url,
  token,
  timeoutMs = 5_000,
  name = ownName(),
  mode = "memory",
  maxTokens = mode === "mirror" ? 10_000_000 : 100_000,
  onWarning,
}: VerifierOptions): Promise<Verifier> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new TypeError(`the url of a server starts with http:// or https://, «${url}» does not`);
  }
  const server = reachServer({ url, token, timeoutMs, ...(onWarning && { onWarning }) });
  const options = { server, environment: machine, name, mode, maxTokens, timeoutMs, ownToken: token };
  return openVerifier(options).catch(explain);
}

/** Neither is there everywhere: a runtime may keep the host or the process to itself. */
function ownName(): string {
  try {
    return `${hostname()}:${process.pid}`.slice(0, 100);
  } catch {
    return "verifier";
  }
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
