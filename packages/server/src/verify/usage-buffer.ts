import type { Use } from "../storage/tokens.ts";

/** Holds when and from where tokens were used last, so that no request waits for a write. */
export interface UsageBuffer {
  record: (use: Use) => void;
  /** Writes what is held. Uses that could not be written stay held. */
  flush: () => Promise<void>;
  /** Stops the timer and writes the rest. */
  close: () => Promise<void>;
}

export interface UsageBufferOptions {
  write: (uses: readonly Use[]) => Promise<void>;
  everyMs: number;
  onError: (error: unknown) => void;
}

const BATCH = 500;

export function createUsageBuffer({ write, everyMs, onError }: UsageBufferOptions): UsageBuffer {
  const held = new Map<string, Use>();
  let flushing = Promise.resolve();

  function record(use: Use): void {
    const known = held.get(use.tokenId);
    if (!known || known.atMs <= use.atMs) held.set(use.tokenId, use);
  }

  async function drain(): Promise<void> {
    for (const batch of batchesOf([...held.values()])) {
      await write(batch);
      for (const use of batch) if (held.get(use.tokenId) === use) held.delete(use.tokenId);
    }
  }

  function flush(): Promise<void> {
    flushing = flushing.then(drain).catch(onError);
    return flushing;
  }

  const timer = setInterval(() => void flush(), everyMs);
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

function batchesOf(uses: readonly Use[]): Use[][] {
  return Array.from({ length: Math.ceil(uses.length / BATCH) }, (_, n) =>
    uses.slice(n * BATCH, (n + 1) * BATCH),
  );
}
