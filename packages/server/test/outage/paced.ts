/** How often what is due is begun. */
const TURN_MS = 4;

/** Work that is begun so many times a second, whatever has become of what was begun before. */
export interface Pace {
  begun: () => number;
  /** Begins nothing more, and waits for what is under way. */
  stop: () => Promise<void>;
}

export function startPace(perSecond: number, work: (n: number) => Promise<void>): Pace {
  const beganAt = performance.now();
  const under = new Set<Promise<void>>();
  let begun = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - beganAt) * perSecond) / 1000;
    while (begun < due) {
      const one = work(begun++);
      under.add(one);
      void one.finally(() => under.delete(one));
    }
  }, TURN_MS);
  return {
    begun: () => begun,
    async stop() {
      clearInterval(timer);
      await Promise.all(under);
    },
  };
}
