import type { Token } from "@tokenhouse/sdk/client";
import { useState } from "react";

/** How many tokens one request may change. */
export const MOST = 100;

export interface Selection {
  /** Always a part of what is shown: what leaves the list leaves the selection. */
  selected: readonly Token[];
  has: (token: Token) => boolean;
  toggle: (token: Token) => void;
  /** Everything shown, or nothing. */
  toggleAll: () => void;
  clear: () => void;
}

export function useSelection(shown: readonly Token[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selected = shown.filter(({ id }) => ids.has(id)).slice(0, MOST);
  const select = (tokens: readonly Token[]) => setIds(new Set(tokens.map(({ id }) => id)));
  return {
    selected,
    has: (token) => selected.includes(token),
    toggle: (token) =>
      select(selected.includes(token) ? selected.filter((other) => other !== token) : [...selected, token]),
    toggleAll: () => select(selected.length > 0 ? [] : shown.slice(0, MOST)),
    clear: () => select([]),
  };
}
