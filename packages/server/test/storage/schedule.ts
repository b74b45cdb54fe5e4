import type { KyselyPlugin } from "kysely";
import { setImmediate } from "node:timers/promises";

/** Draws a whole number below a bound. */
export type Draw = (below: number) => number;

/** Numbers that a seed decides: xorshift32. */
export function drawFrom(seed: number): Draw {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Lets many tasks run, one step of one task at a time, in an order that a seed decides. */
export interface Schedule {
  /** Waits for this task's next turn. */
  turn: () => Promise<void>;
  /** Gives turns until every task has ended. */
  run: (draw: Draw, tasks: readonly (() => Promise<void>)[]) => Promise<void>;
  /** Makes every statement of a database take a turn once it has run, also inside a transaction. */
  plugin: KyselyPlugin;
}

export function createSchedule(): Schedule {
  const waiting: (() => void)[] = [];
  let isRunning = false;

  async function turn(): Promise<void> {
    if (isRunning) await new Promise<void>((resolve) => waiting.push(resolve));
  }

  return {
    turn,
    async run(draw, tasks) {
      isRunning = true;
      const open = new Set(tasks);
      const ended = tasks.map(async (task) => {
        try {
          await turn();
          await task();
        } finally {
          open.delete(task);
        }
      });
      while (open.size > 0) {
        await setImmediate();
        waiting.splice(draw(waiting.length || 1), 1)[0]?.();
      }
      isRunning = false;
      await Promise.all(ended);
    },
    plugin: {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        await turn();
        return result;
      },
    },
  };
}
