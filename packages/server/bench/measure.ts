/** Every subject once a round, so that a slow moment of the machine falls on all of them. */
export async function interleave<T>(
  subjects: ReadonlyMap<string, () => Promise<T>>,
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<Map<string, T[]>> {
  const samples = new Map<string, T[]>([...subjects.keys()].map((name) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const [name, measure] of subjects) {
      const sample = await measure();
      if (round >= warmUp) samples.get(name)?.push(sample);
    }
  }
  return samples;
}

/** What a figure must be for a promise to hold. */
export type Goal = { atMost: number } | { atLeast: number };

/** A promise holds by the median of its rounds; one that could not be measured does not. */
export function holds(goal: Goal, values: readonly number[]): boolean {
  const middle = median(values);
  return "atMost" in goal ? middle <= goal.atMost : middle >= goal.atLeast;
}

/** Round by round, what `above` is in units of `below`: two figures of one round met the same machine. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  if (above.length !== below.length) throw new Error("Only rounds that both took part in can be compared");
  return above.map((value, round) => value / (below[round] ?? Number.NaN));
}

/** The middle value, or the mean of the middle two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** The least value that so large a part of all does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
