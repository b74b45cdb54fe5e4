import type { CheckOptions, Verdict, Verifier } from "@tokenhouse/sdk";
import { parseToken, TokenhouseError } from "@tokenhouse/sdk";
import { DENIAL_ID, VALID } from "./stand-in.ts";

/** A verifier that answers as told and remembers what it was asked: what stands behind it has tests of its own. */
export function scriptVerifier() {
  const asked: (CheckOptions & { value: string })[] = [];
  const script = {
    asked,
    /** What memory knows; undefined = the server has to be asked. */
    known: undefined as Verdict | undefined,
    /** What the server answers, or why there is no answer. */
    reply: VALID as Verdict | Error,
  };
  const verifier: Verifier = {
    peek(value) {
      return parseToken(value)
        ? script.known
        : { valid: false, code: "malformed", denialId: null, revision: 1 };
    },
    async verify(value, options) {
      asked.push({ value, ...options });
      if (script.reply instanceof Error) throw script.reply;
      return script.reply;
    },
    async close() {},
  };
  return { script, verifier };
}

/** A refusal with the given code, also one that this version does not know. */
export function denial(code: string): Verdict {
  return { valid: false, code, denialId: DENIAL_ID, revision: 42 } as Verdict;
}

export function failure(code: string, status: number, retryAfterSeconds?: number): TokenhouseError {
  return new TokenhouseError({ code, status, detail: `A detail of ${code}` }, retryAfterSeconds);
}

/** The verdict of a token that may be used 100 times a minute, and 7 times at once from here. */
export function limited(verdict: Verdict): Verdict {
  const rateLimit = { limit: 100, windowSeconds: 60, remaining: 7, resetSeconds: 42 };
  return Object.assign({}, verdict, { rateLimit });
}
