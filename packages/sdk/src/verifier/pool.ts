/** What many grants share: kept once, under a number from 1, for as long as anything refers to it. */
export interface Pool<T> {
  /** How many different things it holds. */
  readonly size: number;
  at(number: number): T | undefined;
  /** Refers once more to what is the same as `wanted`, and answers its number. */
  hold(wanted: T): number;
  release(number: number): void;
  /** Everything with this key. */
  withKey(key: string): T[];
  items(): T[];
}

/** Things are the same when they have the same key and `isSame` says so. */
export function createPool<T>(keyOf: (item: T) => string, isSame: (a: T, b: T) => boolean): Pool<T> {
  const contents: (T | undefined)[] = [undefined];
  const references: number[] = [0];
  const free: number[] = [];
  const byKey = new Map<string, number[]>();

  const itemsAt = (numbers: readonly number[]): T[] => numbers.flatMap((number) => contents[number] ?? []);

  function add(item: T, known: readonly number[]): number {
    const number = free.pop() ?? contents.length;
    contents[number] = item;
    references[number] = 1;
    // Arrays made by spreading keep room for more; most keys have one number.
    byKey.set(keyOf(item), known.length === 0 ? [number] : [...known, number]);
    return number;
  }

  function remove(number: number, item: T): void {
    contents[number] = undefined;
    free.push(number);
    const rest = (byKey.get(keyOf(item)) ?? []).filter((other) => other !== number);
    if (rest.length > 0) byKey.set(keyOf(item), rest);
    else byKey.delete(keyOf(item));
  }

  return {
    get size() {
      return contents.length - 1 - free.length;
    },
    at: (number) => contents[number],
    hold(wanted) {
      const known = byKey.get(keyOf(wanted)) ?? [];
      for (const number of known) {
        const item = contents[number];
        if (item === undefined || !isSame(item, wanted)) continue;
        references[number] = (references[number] ?? 0) + 1;
        return number;
      }
      return add(wanted, known);
    },
    release(number) {
      const item = contents[number];
      if (item === undefined) return;
      const left = (references[number] ?? 0) - 1;
      references[number] = left;
      if (left === 0) remove(number, item);
    },
    withKey: (key) => itemsAt(byKey.get(key) ?? []),
    items: () => itemsAt([...contents.keys()]),
  };
}
