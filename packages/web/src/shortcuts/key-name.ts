const NAMES: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "↵",
  " ": "␣",
};

/** A key as it is printed on a keyboard. */
export function keyName(key: string): string {
  if (key.startsWith("mod+")) return `${isMac() ? "⌘" : "Ctrl"} ${key.slice(4).toUpperCase()}`;
  return NAMES[key] ?? key;
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
