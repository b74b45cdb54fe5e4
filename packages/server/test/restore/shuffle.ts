/** An order that a seed decides. */
export function createShuffle(seed: number): <T>(items: readonly T[]) => T[] {
  let state = seed >>> 0;
  const draw = () => {
    // A linear congruential generator: the order has to be repeatable, not hard to guess.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return (items) =>
    items
      .map((item) => ({ item, place: draw() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ item }) => item);
}
