import { setTimeout as delay } from "node:timers/promises";

export interface Repeated {
  /** Begins nothing more, and resolves when what is under way has come to a stop. */
  close: () => Promise<void>;
}

export interface RepeatOptions {
  /** The pause between two turns. */
  everyMs: number;
  onError: (error: unknown) => void;
}

/** Does work at once and then again and again, until it is closed. A failure is told, and tried again. */
export function repeat(
  work: (signal: AbortSignal) => Promise<void>,
  { everyMs, onError }: RepeatOptions,
): Repeated {
  const closing = new AbortController();
  const { signal } = closing;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await work(signal).catch(onError);
      await delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}
