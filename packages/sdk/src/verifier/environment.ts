/** What a verifier takes from the machine it runs on. */
export interface Environment {
  /** A clock that only goes forward, in ms. It runs on while the process is stopped. */
  monotonicMs: () => number;
  /** The time of day, ms since 1970. */
  nowMs: () => number;
  /** Resolves after so many ms, or as soon as `signal` is aborted; keeps no process alive. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
}

export const machine: Environment = {
  monotonicMs: () => performance.now(),
  nowMs: () => Date.now(),
  sleep,
  random: () => Math.random(),
};

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const timer: unknown = setTimeout(wake, ms);
  // A browser-like runtime has numbers for timers.
  if (typeof timer === "object" && timer !== null && "unref" in timer) (timer as NodeJS.Timeout).unref();
  signal.addEventListener("abort", wake, { once: true });
  await promise;
  signal.removeEventListener("abort", wake);
  clearTimeout(timer as NodeJS.Timeout);
}
