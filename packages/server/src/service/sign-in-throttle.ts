import pLimit from "p-limit";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { Refusal } from "../core/errors.ts";

const FREE_TRIES = 5;
const TRIES_PER_ADDRESS = 100;
const LONGEST_WAIT_SECONDS = 15 * 60;
const MEMORY_SECONDS = 60 * 60;

/** Who tries: the account as typed (normalised), the address, and the browser if it has signed in here before. */
export interface SignInTry {
  email: string;
  ip: string;
  knownDevice: string | undefined;
}

/**
 * Slows guessing down without locking the owner out: strangers share the account's tries and their address's, a
 * browser that has signed in before has tries of its own. After five misses the wait doubles from one second up to
 * fifteen minutes.
 */
export interface SignInThrottle {
  /** Counts the try before the password is looked at, so that parallel guesses count too. Refuses with the wait. */
  begin: (attempt: SignInTry) => Promise<void>;
  /** The password was right: the count starts anew. */
  succeed: (attempt: SignInTry) => Promise<void>;
}

export function createSignInThrottle(): SignInThrottle {
  const oneByOne = pLimit(1);
  const misses = new RateLimiterMemory({ points: FREE_TRIES, duration: MEMORY_SECONDS });
  const waits = new RateLimiterMemory({ points: 1, duration: LONGEST_WAIT_SECONDS });

  async function begin(key: string, freeTries: number): Promise<void> {
    const waitMs = (await waits.get(key))?.msBeforeNext ?? 0;
    if (waitMs > 0) throw tooManyTries(waitMs);
    const { consumedPoints } = await misses.penalty(key);
    const beyond = consumedPoints - freeTries;
    if (beyond >= 0) await waits.block(key, Math.min(2 ** beyond, LONGEST_WAIT_SECONDS));
  }

  return {
    begin: (attempt) =>
      oneByOne(async () => {
        if (attempt.knownDevice === undefined) await begin(`address ${attempt.ip}`, TRIES_PER_ADDRESS);
        await begin(accountKey(attempt), FREE_TRIES);
      }),
    succeed: (attempt) =>
      oneByOne(async () => {
        await misses.delete(accountKey(attempt));
        await waits.delete(accountKey(attempt));
        if (attempt.knownDevice === undefined) await misses.reward(`address ${attempt.ip}`);
      }),
  };
}

function accountKey({ email, knownDevice }: SignInTry): string {
  return knownDevice === undefined ? `strangers of ${email}` : `device ${knownDevice}`;
}

function tooManyTries(waitMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new Refusal("rate_limited", `Too many tries. Try again in ${seconds} s`, {
    headers: { "Retry-After": String(seconds) },
  });
}
