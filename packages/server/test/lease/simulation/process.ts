import type { Machine } from "../../../src/verify/lease/machine.ts";
import type { Draw } from "../../storage/schedule.ts";
import type { Timeline } from "./timeline.ts";

/** A process on a machine with clocks of its own. Between any two of its turns it may stand still. */
export interface SimulatedProcess {
  readonly name: string;
  readonly machine: Machine;
  readonly isAlive: boolean;
  /** How long it stood still in all, and was suspended. */
  readonly lostMs: number;
  /** Until when it stands still. */
  readonly busyUntil: number;
  /** Of its monotonic clock, to the true time. */
  readonly rate: number;
  /** Nothing that it sends, or is sent, arrives before these instants. */
  cut: { outUntil: number; backUntil: number };
  /** Gives it a turn after so many ms, or when it goes on; never if it is killed before. */
  post: (ms: number, run: () => void) => void;
  /** Its clocks run on; when it goes on, all that was due comes in any order. */
  stall: (ms: number) => void;
  /** Its monotonic clock stands still as well. */
  suspend: (ms: number) => void;
  stepTime: (ms: number) => void;
  kill: () => void;
}

export function createProcess(
  { timeline, draw }: { timeline: Timeline; draw: Draw },
  { name, rate }: { name: string; rate: number },
): SimulatedProcess {
  const clocks = { base: draw(1_000_000), timeBase: 1_000_000_000 + draw(1_000_000), suspendedMs: 0 };
  const state = { isAlive: true, busyUntil: 0, lostMs: 0 };
  const standStill = (ms: number) => {
    const until = Math.max(state.busyUntil, timeline.now + ms);
    state.lostMs += until - Math.max(state.busyUntil, timeline.now);
    state.busyUntil = until;
  };
  const post = (ms: number, run: () => void) => {
    const deliver = () => {
      if (!state.isAlive) return;
      if (timeline.now < state.busyUntil) timeline.at(state.busyUntil, deliver);
      else run();
    };
    timeline.after(ms, deliver);
  };
  return {
    name,
    rate,
    cut: { outUntil: 0, backUntil: 0 },
    machine: {
      monotonic: () => clocks.base + rate * (timeline.now - clocks.suspendedMs),
      now: () => clocks.timeBase + timeline.now,
      sleep: (ms, signal) => sleep({ post, draw }, Math.max(0, ms / rate), signal),
    },
    get isAlive() {
      return state.isAlive;
    },
    get busyUntil() {
      return state.busyUntil;
    },
    get lostMs() {
      return state.lostMs;
    },
    post,
    stall: standStill,
    suspend(ms) {
      if (timeline.now < state.busyUntil) return;
      standStill(ms);
      clocks.suspendedMs += ms;
    },
    stepTime(ms) {
      clocks.timeBase += ms;
    },
    kill() {
      state.isAlive = false;
    },
  };
}

/** A timer comes up to five ms late, and up to one early. */
async function sleep(
  { post, draw }: { post: SimulatedProcess["post"]; draw: Draw },
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  signal.addEventListener("abort", wake, { once: true });
  post(Math.max(0, ms - 1 + draw(7)), wake);
  await promise;
  signal.removeEventListener("abort", wake);
}
