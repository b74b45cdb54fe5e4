/** Wall clock, ms since 1970, and one that never goes back. */
export const CLOCKS = { now: () => Date.now(), monotonic: () => performance.now() };
