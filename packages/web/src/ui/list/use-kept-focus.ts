import { type FocusEvent, useLayoutEffect, useRef } from "react";

/**
 * For around a list whose rows go by themselves: when the row goes that has the focus, its neighbour has it, and the
 * keyboard goes on from there.
 */
export function useKeptFocus() {
  const list = useRef<HTMLDivElement>(null);
  const row = useRef<Element>(null);
  useLayoutEffect(() => {
    if (row.current === null || row.current.isConnected) return;
    row.current = null;
    list.current?.querySelector<HTMLElement>("[data-row][tabindex='0']")?.focus();
  });
  return {
    ref: list,
    onFocus: ({ target }: FocusEvent) => {
      row.current = target.closest("[data-row]");
    },
    // Not called for what is taken away.
    onBlur: () => {
      row.current = null;
    },
  };
}
