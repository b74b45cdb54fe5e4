import { setImmediate as nextTurn } from "node:timers/promises";
import type { TokenUses, Use } from "../storage/token-uses.ts";
import { CommitInDoubtError } from "../storage/transaction.ts";
import type { TakenUses } from "./held-uses.ts";
import { HeldUses } from "./held-uses.ts";

/** Counts how often, when and from where tokens are used, so that no request waits for a write. */
export interface UsageBuffer {
  /** Counts a use, or several that are alike. The object is the caller's to use again. */
  record: (use: Use, count?: number) => void;
  /** Writes what is held. Uses that could not be written stay held. */
  flush: () => Promise<void>;
  /** Stops the timer and writes the rest. */
  close: () => Promise<void>;
}

export interface UsageBufferOptions {
  /** Adds uses to what is stored, all of them or none; where that is in doubt, its failure says so. */
  write: (uses: readonly TokenUses[]) => Promise<void>;
  /** How often the timer writes what is due. */
  everyMs: number;
  /** How old a use is when it is due: until then more uses of its token join it. Default 0. */
  holdMs?: number;
  /** Wall clock, ms since 1970. */
  now?: () => number;
  /** Awaited between two writes: lets everybody else have their turn. */
  pause?: () => Promise<unknown>;
  onError: (error: unknown) => void;
}

const always = () => true;

/** Nobody else has a turn while so much is written. */
const ENTRIES_A_WRITE = 300;

/**
 * How many days and addresses of tokens are held at most, some 50 MB, however long writing fails. When half of it is
 * taken, what is held is written without waiting for its time.
 */
export const ROOM = 100_000;

export function createUsageBuffer({
  write: writeBatch,
  everyMs,
  holdMs = 0,
  now = Date.now,
  pause = () => nextTurn(),
  onError,
}: UsageBufferOptions): UsageBuffer {
  const held = new HeldUses(ROOM);
  let mayHurry = true;
  let flushing = Promise.resolve();

  function record(use: Use, count = 1): void {
    held.add(use, count);
    if (held.entries <= ROOM / 2 || !mayHurry) return;
    // Once: while writing fails, only the timer tries again.
    mayHurry = false;
    void flush();
  }

  async function drain(isDue: (sinceMs: number) => boolean): Promise<void> {
    // No more than was there at first: what comes meanwhile is the next flush's.
    for (let left = held.entries; left > 0; left -= ENTRIES_A_WRITE) {
      const batch = held.take(Math.min(left, ENTRIES_A_WRITE), isDue);
      if (batch.length === 0) break;
      await writeBatch(batch).catch((error: unknown) => {
        for (const uses of batch) held.putBack(error instanceof CommitInDoubtError ? uncounted(uses) : uses);
        throw error;
      });
      if (left > ENTRIES_A_WRITE) await pause();
    }
    mayHurry = true;
  }

  function write(isDue: (sinceMs: number) => boolean): Promise<void> {
    flushing = flushing.then(() => drain(isDue)).catch(onError);
    return flushing;
  }

  const flush = () => write(always);
  // Also what a clock that was set back since has left in a time to come.
  const writeDue = () => write((sinceMs) => Math.abs(now() - sinceMs) >= holdMs);
  const timer = setInterval(() => void writeDue(), everyMs);
  timer.unref();
  return {
    record,
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** What may be written already is not counted twice; the last use may well be written again. */
function uncounted({ sinceMs, last }: TakenUses): TakenUses {
  return { sinceMs, last, days: new Map(), addresses: new Map() };
}
