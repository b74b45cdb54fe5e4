import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from "react";

interface RowActions<T> {
  /** What Enter does. */
  open: ((row: T) => void) | undefined;
  /** What the space bar does. */
  choose: ((row: T) => void) | undefined;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/**
 * Leads the focus from row to row of a list, whose children are the rows. Of all of them Tab stops at one: where
 * somebody was last.
 */
export function useRowKeys<T>(
  list: RefObject<HTMLElement | null>,
  rows: readonly T[],
  { open, choose }: RowActions<T>,
) {
  const [last, setLast] = useState(0);
  const current = Math.min(last, Math.max(0, rows.length - 1));
  const elements = () => [...(list.current?.children ?? [])] as HTMLElement[];

  function focusRow(index: number) {
    const element = elements()[Math.max(0, Math.min(index, rows.length - 1))];
    element?.focus();
    element?.scrollIntoView({ block: "nearest" });
  }

  function press(key: string): boolean {
    const row = rows[current];
    const step = STEPS[key];
    const action = key === "Enter" ? open : key === " " ? choose : undefined;
    if (step !== undefined) focusRow(current + step);
    else if (action && row !== undefined) action(row);
    else return false;
    return true;
  }

  return {
    /** The row that Tab leads to. */
    current,
    onKeyDown: (event: KeyboardEvent) => {
      const isOnRow = event.target instanceof HTMLElement && event.target.parentElement === list.current;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (isOnRow && isPlain && press(event.key)) event.preventDefault();
    },
    onFocus: ({ target }: FocusEvent) => {
      const index = elements().findIndex((element) => element.contains(target));
      if (index >= 0) setLast(index);
    },
    /** Focuses the row that is so many further on; the current one first. */
    move: (by: number) => {
      const isWithin = list.current?.contains(document.activeElement) === true;
      focusRow(isWithin ? current + by : current);
    },
  };
}
