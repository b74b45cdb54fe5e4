import type { Memory } from "./memory.ts";
import type { News } from "./server.ts";

/** What a lease lets somebody hold, and what has to be done to it. */
export interface Stock {
  /** The revision up to which everything is applied. */
  readonly applied: number;
  /** Forgets everything, and begins again at a revision. */
  clear(revision?: number): void;
  /** Forgets what has changed; afterwards everything up to the news' revision is applied. */
  apply(news: News): void;
}

/** Grants that came one by one, after misses. */
export function createStock(memory: Memory): Stock {
  return {
    get applied() {
      return memory.applied;
    },
    clear: (revision) => memory.clear(revision),
    apply({ revision, changes }) {
      if (changes === null || changes.some(({ kind }) => kind === "project")) memory.clear();
      else for (const change of changes) memory.evict(change);
      memory.advance(revision);
    },
  };
}
