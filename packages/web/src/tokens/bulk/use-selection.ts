import type { Token } from "@tokenhouse/sdk/client";
import { useCallback, useState } from "react";
import { itemsOf, type PagedQuery } from "../../ui/list/paged-list.tsx";

/** How many tokens one request may change. */
export const MOST = 100;

export interface Selection {
  /** Always a part of what is shown: what leaves the list leaves the selection. */
  selected: readonly Token[];
  has: (token: Token) => boolean;
  toggle: (token: Token) => void;
  /** Everything shown, as far as one request can change it, or nothing. */
  toggleAll: () => void;
  /** Everything that matches, as far as one request can change it. What is not shown yet is fetched and shown. */
  selectMatching: () => Promise<void>;
  clear: () => void;
}

export function useSelection(list: PagedQuery<Token>): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const shown = itemsOf(list);
  const selected = shown.filter(({ id }) => ids.has(id)).slice(0, MOST);
  const select = (tokens: readonly Token[]) => setIds(new Set(tokens.slice(0, MOST).map(({ id }) => id)));
  const toggle = useCallback(
    ({ id }: Token) => setIds((ids) => (ids.has(id) ? without(ids, id) : new Set([...ids, id]))),
    [],
  );
  async function selectMatching() {
    let tokens = shown;
    let hasMore = list.hasNextPage;
    while (hasMore && tokens.length < MOST) {
      const more = await list.fetchNextPage();
      tokens = itemsOf(more);
      hasMore = more.hasNextPage && !more.isError;
    }
    select(tokens);
  }
  return {
    selected,
    has: (token) => selected.includes(token),
    toggle,
    toggleAll: () => select(selected.length > 0 ? [] : shown),
    selectMatching,
    clear: () => select([]),
  };
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}
