import type { TextKey } from "../i18n.ts";

/** Something that a key does on the page shown now. */
export interface Shortcut {
  /** Of all the shortcuts of a page, no two have the same. */
  name: string;
  /** As `KeyboardEvent.key` writes them (`"/"`, `"n"`, `"ArrowDown"`); `mod+k` is Ctrl or ⌘ with it. Any of them will do. */
  keys: readonly string[];
  /** What it does, for the help. */
  text: TextKey;
  action: (event: KeyboardEvent) => void;
}

const OFF_KEY = "tokenhouse.shortcuts";

/** What each component brought, as it is at its latest drawing. */
const groups = new Set<{ current: readonly Shortcut[] }>();

/** Lets shortcuts work until the function that it answers is called. */
export function addShortcuts(group: { current: readonly Shortcut[] }): () => void {
  groups.add(group);
  return () => groups.delete(group);
}

/** All that work on the page shown now. */
export function shortcutsNow(): readonly Shortcut[] {
  return [...groups].flatMap(({ current }) => current);
}

/** Whether keys without Ctrl or ⌘ do anything: whoever speaks to the computer may not want them to (WCAG 2.1.4). */
export function singleKeysWork(): boolean {
  return localStorage.getItem(OFF_KEY) !== "off";
}

export function letSingleKeysWork(work: boolean): void {
  if (work) localStorage.removeItem(OFF_KEY);
  else localStorage.setItem(OFF_KEY, "off");
}

/** Does what the key pressed stands for, if anything. */
export function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
  const shortcut = shortcutsNow().findLast(({ keys }) => keys.some((key) => isPressed(key, event)));
  if (!shortcut) return;
  event.preventDefault();
  shortcut.action(event);
}

function isPressed(key: string, event: KeyboardEvent): boolean {
  const withMod = event.ctrlKey || event.metaKey;
  if (key.startsWith("mod+")) return withMod && event.key.toLowerCase() === key.slice(4);
  return !withMod && !event.altKey && event.key === key;
}

/** A dialog or menu has all keys to itself, and a field the single ones. */
function isTaken(event: KeyboardEvent): boolean {
  if (document.querySelector("[role=dialog], [role=menu], [role=listbox]:popover-open")) return true;
  if (event.ctrlKey || event.metaKey) return false;
  return !singleKeysWork() || isTyping(event.target);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}
