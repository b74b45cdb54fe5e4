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

interface Entry<T> {
  item: T;
  references: number;
}

/** Things are the same when they have the same key and `isSame` says so. */
export function createPool<T>(keyOf: (item: T) => string, isSame: (a: T, b: T) => boolean): Pool<T> {
  const entries: (Entry<T> | undefined)[] = [undefined];
  const free: number[] = [];
  const byKey = new Map<string, number[]>();

  const itemsAt = (numbers: readonly number[]): T[] =>
    numbers.flatMap((number) => entries[number]?.item ?? []);

  function add(item: T, known: readonly number[]): number {
    const number = free.pop() ?? entries.length;
    entries[number] = { item, references: 1 };
    // Arrays made by spreading keep room for more; most keys have one number.
    byKey.set(keyOf(item), known.length === 0 ? [number] : [...known, number]);
    return number;
  }

  function remove(number: number, item: T): void {
    entries[number] = undefined;
    free.push(number);
    const rest = (byKey.get(keyOf(item)) ?? []).filter((other) => other !== number);
    if (rest.length > 0) byKey.set(keyOf(item), rest);
    else byKey.delete(keyOf(item));
  }

  return {
    get size() {
      return entries.length - 1 - free.length;
    },
    at: (number) => entries[number]?.item,
    hold(wanted) {
      const known = byKey.get(keyOf(wanted)) ?? [];
      for (const number of known) {
        const entry = entries[number];
        if (!entry || !isSame(entry.item, wanted)) continue;
        entry.references++;
        return number;
      }
      return add(wanted, known);
    },
    release(number) {
      const entry = entries[number];
      if (entry && --entry.references === 0) remove(number, entry.item);
    },
    withKey: (key) => itemsAt(byKey.get(key) ?? []),
    items: () => itemsAt([...entries.keys()]),
  };
}
