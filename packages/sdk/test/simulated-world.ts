/** A source of numbers from 0 to 1 that a seed decides: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Event {
  at: number;
  order: number;
  run: () => void;
}

/** Time that goes on only when nothing is left to do at its moment, and a seed that decides what happens. */
export function createWorld(seed: number) {
  const random = seeded(seed);
  const events: Event[] = [];
  let [now, orders] = [0, 0];

  function at(time: number, run: () => void): void {
    const event = { at: Math.max(now, time), order: orders++, run };
    const later = events.findIndex((other) => other.at > event.at);
    events.splice(later === -1 ? events.length : later, 0, event);
  }

  return {
    random,
    now: () => now,
    at,
    after: (ms: number, run: () => void) => at(now + ms, run),
    chance: (share: number) => random() < share,
    between: (least: number, most: number) => least + random() * (most - least),
    /** Runs everything up to a time; promises settle between any two events. */
    async runUntil(end: number): Promise<void> {
      for (let event = events[0]; event && event.at <= end; event = events[0]) {
        events.shift();
        now = event.at;
        event.run();
        await new Promise(setImmediate);
      }
      now = end;
    },
  };
}

export type World = ReturnType<typeof createWorld>;

/** A process in the world, with clocks of its own. While it is stopped, what comes to it waits; its clocks go on. */
export function createProcess(world: World, rate: number) {
  let [stoppedUntil, stepMs] = [0, 0];
  const backlog: (() => void)[] = [];

  function resume(): void {
    if (world.now() >= stoppedUntil) for (const run of backlog.splice(0)) run();
  }

  return {
    monotonicMs: () => world.now() * rate,
    nowMs: () => Date.UTC(2026, 10, 22) + world.now() * rate + stepMs,
    isStopped: () => world.now() < stoppedUntil,
    stoppedUntil: () => stoppedUntil,
    /** Somebody sets the time of day. */
    stepTime(ms: number): void {
      stepMs += ms;
    },
    stop(ms: number): void {
      stoppedUntil = Math.max(stoppedUntil, world.now() + ms);
      world.at(stoppedUntil, resume);
    },
    /** A timer or an answer: handled as soon as the process runs, after the requests that waited for it. */
    deliver(run: () => void): void {
      if (world.now() < stoppedUntil) backlog.push(run);
      else run();
    },
  };
}

export type Process = ReturnType<typeof createProcess>;
