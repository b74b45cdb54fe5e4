import { useRef, useState } from "react";

/** Which dialog of a menu or button is open. Closing it gives the focus back to what opened it. */
export function useDialog<K extends string>() {
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
