import { useEffect, useRef } from "react";
import { addShortcuts, type Shortcut } from "./registry.ts";

/**
 * Lets shortcuts work while the component is shown, and lists them in the help. Keys without Ctrl or ⌘ do nothing while
 * somebody types, and none does while a dialog or menu is open.
 *
 * @example
 * useShortcuts([{ name: "search", keys: ["/"], text: "list.keys.search", action: () => input.current?.focus() }]);
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => addShortcuts(latest), []);
}
