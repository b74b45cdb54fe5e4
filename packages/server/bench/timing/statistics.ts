/** Times that two kinds of questions took, measured in turn. */
export interface Pair {
  a: Float64Array;
  b: Float64Array;
}

/** The slowest tenth met something else that the machine did. */
const KEPT = 0.9;

/** What is left of both without the slowest part of all: its bound is drawn through both together. */
export function trimmed({ a, b }: Pair, kept = KEPT): Pair {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  const bound = all.toSorted()[Math.max(0, Math.ceil(all.length * kept) - 1)] ?? Infinity;
  const isKept = (ms: number) => ms <= bound;
  return { a: a.filter(isKept), b: b.filter(isKept) };
}

/** Welch's t: by how many of its own errors the difference of the means is off zero. */
export function welchT({ a, b }: Pair): number {
  const [one, other] = [momentsOf(a), momentsOf(b)];
  const difference = one.mean - other.mean;
  const error = Math.sqrt(one.variance / a.length + other.variance / b.length);
  return difference === 0 ? 0 : difference / error;
}

/** Mean and variance in one pass (Welford), so that long series of small numbers lose nothing. */
export function momentsOf(values: Float64Array): { mean: number; variance: number } {
  let [mean, squares, n] = [0, 0, 0];
  for (const value of values) {
    const off = value - mean;
    mean += off / ++n;
    squares += off * (value - mean);
  }
  return { mean, variance: squares / (n - 1) };
}

/** A figure with the bounds between which it lies with 95 % certainty. */
export interface Estimate {
  value: number;
  from: number;
  to: number;
}

/**
 * How well the time alone tells the two apart: the chance that of one of each the right one is named, by the better of
 * the two ways to guess. 0.5 = not at all, 1 = always. The error is Hanley and McNeil's (1982).
 */
export function areaUnderCurve(pair: Pair): Estimate {
  const [m, n] = [pair.a.length, pair.b.length];
  const above = shareAbove(pair);
  const value = Math.max(above, 1 - above);
  const [q1, q2] = [value / (2 - value), (2 * value ** 2) / (1 + value)];
  const spread = value * (1 - value) + (m - 1) * (q1 - value ** 2) + (n - 1) * (q2 - value ** 2);
  const error = CERTAINTY * Math.sqrt(Math.max(0, spread) / (m * n));
  return { value, from: Math.max(0.5, value - error), to: Math.min(1, value + error) };
}

/** The normal distribution's bound for 95 %. */
const CERTAINTY = 1.96;

/** Of all pairs, how many have the greater time in `a`; where both are the same, half (Mann and Whitney). */
function shareAbove({ a, b }: Pair): number {
  const [ours, theirs] = [a.toSorted(), b.toSorted()];
  let [above, below, upTo] = [0, 0, 0];
  for (const value of ours) {
    while ((theirs[below] ?? Infinity) < value) below++;
    upTo = Math.max(upTo, below);
    while ((theirs[upTo] ?? Infinity) <= value) upTo++;
    above += (below + upTo) / 2;
  }
  return above / (a.length * b.length);
}
