/** What the protocol takes from the machine that it runs on. Instants and spans are ms. */
export interface Machine {
  /**
   * A clock that only goes forward: the one that leases are measured by. It runs on while the process is stopped, but
   * stands still while the machine is suspended.
   */
  monotonic: () => number;
  /** The time of day: tells that the machine was suspended, and decides nothing else. */
  now: () => number;
  /** Resolves after so many ms, or as soon as `signal` is aborted. May come late, and a little early. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How long a lease runs, and by how much its two sides may disagree about that: each allows for it. */
export interface LeaseTerms {
  /** The same for every verifier of an installation. */
  leaseMs: number;
  marginMs: number;
}

/** Resolves when the monotonic clock has reached an instant, and not before; the instant may move meanwhile. */
export async function sleepUntil(
  machine: Machine,
  instant: () => number,
  signal: AbortSignal,
): Promise<void> {
  for (let ms = Infinity; ms > 0 && !signal.aborted;) {
    ms = instant() - machine.monotonic();
    if (ms > 0) await machine.sleep(ms, signal);
  }
}

/** Why a signal was aborted. One for all: an exception for each would cost more than the rest of a renewal. */
export const NOBODY_WAITS = new Error("Nobody waits for this any more");

/** What work answers by an instant. Later it is told that nobody waits for it any more, and its answer is dropped. */
export async function answerBy<T>(
  machine: Machine,
  instant: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  void machine.sleep(instant - machine.monotonic(), over.signal).then(() => {
    if (!over.signal.aborted) reject(new Error("No answer in time"));
    return undefined;
  });
  try {
    work(over.signal).then(resolve, reject);
    return await promise;
  } finally {
    over.abort(NOBODY_WAITS);
  }
}
