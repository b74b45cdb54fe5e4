import { createHash } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import type { Db } from "../storage/open.ts";
import {
  countSignInTry,
  forgetSignInTries,
  takeSignInTryBack,
  undoSignInTry,
} from "../storage/sign-in-tries.ts";

const FREE_TRIES = 5;
const TRIES_PER_ADDRESS = 100;
const LONGEST_WAIT_SECONDS = 15 * 60;
const REMEMBERED_MS = 60 * 60 * 1000;

/** Who tries: the account as typed (normalised), the address, and the browser if it has signed in here before. */
export interface SignInTry {
  email: string;
  ip: string;
  knownDevice: string | undefined;
}

/**
 * Slows guessing down without locking the owner out: strangers share the account's tries and their address's, a
 * browser that has signed in before has tries of its own. After five misses the wait doubles from one second up to
 * fifteen minutes. What is counted stands in the database, and so holds at every server.
 */
export interface SignInThrottle {
  /** Counts the try before the password is looked at, so that parallel guesses count too. Refuses with the wait. */
  begin: (attempt: SignInTry) => Promise<void>;
  /** It was no guess: as if it had not been begun. */
  takeBack: (attempt: SignInTry) => Promise<void>;
  /** All was right: the count starts anew. */
  succeed: (attempt: SignInTry) => Promise<void>;
}

export function createSignInThrottle(db: Db, now: () => number): SignInThrottle {
  return {
    async begin(attempt) {
      const ofAccount = { key: accountKey(attempt), free: FREE_TRIES };
      const ofAddress = { key: addressKey(attempt), free: TRIES_PER_ADDRESS };
      const all = attempt.knownDevice === undefined ? [ofAddress, ofAccount] : [ofAccount];
      const rules = { nowMs: now(), rememberMs: REMEMBERED_MS, waitMsAfter };
      const waitMs = await countSignInTry(db, all, rules);
      if (waitMs > 0) throw tooManyTries(waitMs);
    },
    async takeBack(attempt) {
      await undoSignInTry(db, accountKey(attempt), now());
      if (attempt.knownDevice === undefined) await undoSignInTry(db, addressKey(attempt), now());
    },
    async succeed(attempt) {
      await forgetSignInTries(db, accountKey(attempt));
      if (attempt.knownDevice === undefined) await takeSignInTryBack(db, addressKey(attempt));
    },
  };
}

function waitMsAfter(beyond: number): number {
  return Math.min(2 ** beyond, LONGEST_WAIT_SECONDS) * 1000;
}

function addressKey({ ip }: SignInTry): Uint8Array {
  return digestOf(`address ${ip}`);
}

function accountKey({ email, knownDevice }: SignInTry): Uint8Array {
  return digestOf(knownDevice === undefined ? `strangers of ${email}` : `device ${knownDevice}`);
}

function digestOf(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}

function tooManyTries(waitMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new Refusal("rate_limited", `Too many tries. Try again in ${seconds} s`, {
    headers: { "Retry-After": String(seconds) },
  });
}
