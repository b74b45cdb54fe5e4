/** Something that says whether a value is good. */
export interface Checker {
  name: string;
  /** The check of whichever value is due in this turn: true when it is good. */
  check: (turn: number) => boolean | Promise<boolean>;
  /** How many checks are under way at once where each is waited for. Default 1. */
  inFlight?: number;
}

/** Measures a checker for about so long, and answers the nanoseconds a check took. */
export function stopwatchOf(checker: Checker, sampleMs: number): () => Promise<number> {
  let [turn, count] = [0, 16];
  return async () => {
    for (;;) {
      const startedAt = performance.now();
      await run(checker, turn, count);
      const ms = performance.now() - startedAt;
      turn += count;
      if (ms >= sampleMs / 2) {
        const took = (ms * 1e6) / count;
        count = Math.max(1, Math.round((sampleMs * 1e6) / took));
        return took;
      }
      count = Math.ceil(count * Math.min(16, Math.max(2, sampleMs / Math.max(ms, 0.01))));
    }
  };
}

/** A refusal is quick, and no measurement: it throws. */
async function run({ name, check, inFlight = 1 }: Checker, from: number, count: number): Promise<void> {
  const refuse = () => {
    throw new Error(`${name} refused a good value`);
  };
  let turn = from;
  const end = from + count;
  const work = async () => {
    while (turn < end) {
      const isGood = check(turn++);
      if (isGood !== true && !(await isGood)) refuse();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
}
