import { useRef, useState } from "react";

/** Which dialog of a row's menu is open. Closing it gives the focus back to the menu's button. */
export function useRowDialog<K extends string>() {
  const [shown, show] = useState<K>();
  const trigger = useRef<HTMLButtonElement>(null);
  function close() {
    show(undefined);
    trigger.current?.focus();
  }
  function leave() {
    show(undefined);
    // The row goes, and the focus must not go with it.
    document.querySelector<HTMLElement>("main")?.focus();
  }
  return { shown, show, trigger, close, leave };
}
