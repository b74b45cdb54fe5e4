import type { TimeTold } from "../core/standing.ts";

/** How far this machine's time of day, by which tokens expire here, is from the database's. */
export interface TimeDifference {
  told: () => TimeTold;
  /** Asks for the database's time of day, and compares it. */
  compare: (read: () => Promise<number>) => Promise<void>;
}

export interface TimeDifferenceOptions {
  /** Wall clock, ms since 1970. */
  now: () => number;
  /** Told once when the two have come too far apart, and once when they are close again. */
  onChange?: ((told: TimeTold) => void) | undefined;
}

/** Servers of one database that differ by more disagree about what has expired for longer than anybody would think. */
const MOST_MS = 2000;

/** What an answer's way may have taken is no difference. */
export function createTimeDifference({ now, onChange }: TimeDifferenceOptions): TimeDifference {
  let told: TimeTold = { aheadMs: 0, isFar: false };
  return {
    told: () => told,
    async compare(read) {
      const [before, theirs, after] = [now(), await read(), now()];
      const wasFar = told.isFar;
      const aheadMs = Math.max(0, before - theirs) - Math.max(0, theirs - after);
      told = { aheadMs, isFar: Math.abs(aheadMs) > MOST_MS };
      if (told.isFar !== wasFar) onChange?.(told);
    },
  };
}
