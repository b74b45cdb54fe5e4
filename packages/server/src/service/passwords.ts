import { hash, verify } from "@node-rs/argon2";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { Refusal } from "../core/errors.ts";

/** OWASP's parameters for Argon2id (the library's default algorithm): 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const LONGEST_QUEUE = 64;

/** How libuv is told, and what it takes unless it is. */
const THREADS = Number(process.env["UV_THREADPOOL_SIZE"]) || 4;

/** A hash takes a core and one of libuv's threads: one of each is left to everything else, where there are two. */
export const HASHES_AT_ONCE = Math.max(1, Math.min(availableParallelism(), THREADS) - 1);

export interface Passwords {
  hash: (password: string) => Promise<string>;
  /** Takes as long for somebody who has no password, or does not exist, as for somebody who has. */
  matches: (passwordHash: string | null | undefined, password: string) => Promise<boolean>;
}

/** Argon2id behind a queue, so that a flood of sign-ins cannot take the machine. */
export async function createPasswords(): Promise<Passwords> {
  const limit = pLimit(HASHES_AT_ONCE);
  const nobody = await hash("nobody has this password", PARAMETERS);
  const queued = async <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.pendingCount >= LONGEST_QUEUE) {
      throw new Refusal("unavailable", "Too many sign-ins at once", { headers: { "Retry-After": "1" } });
    }
    return limit(work);
  };
  return {
    hash: (password) => queued(() => hash(password, PARAMETERS)),
    matches: async (passwordHash, password) => {
      const matched = await queued(() => verify(passwordHash ?? nobody, password));
      return matched && passwordHash !== null && passwordHash !== undefined;
    },
  };
}
