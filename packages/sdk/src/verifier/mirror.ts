import type { Memory } from "./memory.ts";
import type { GrantPage, News, Server } from "./server.ts";
import type { Stock } from "./stock.ts";
import { createStock } from "./stock.ts";

/** All grants of the project, held in memory. */
export interface Mirror extends Stock {
  /** Whether it holds every good value there is, so that it knows of any other that it is not good. */
  readonly isComplete: boolean;
  /** Whether everything has to be loaded, and nobody does. */
  readonly isIdle: boolean;
  /** Loads everything as a verifier registered under this id; resolves when that is done, or has become pointless. */
  load(id: string): Promise<void>;
}

interface State {
  memory: Memory;
  server: Server;
  maxTokens: number;
  /** Without the project's changes, which make everything forgotten. */
  stock: Stock;
  isLoaded: boolean;
  /** While it loads: when each value and each holder last changed. */
  changedAt: Map<string, number> | undefined;
}

export function createMirror(options: Pick<State, "memory" | "server" | "maxTokens">): Mirror {
  const { memory, maxTokens } = options;
  const state: State = { ...options, stock: createStock(memory), isLoaded: false, changedAt: undefined };
  return {
    get isComplete() {
      return state.isLoaded && memory.size < maxTokens;
    },
    get isIdle() {
      return !state.isLoaded && !state.changedAt;
    },
    get applied() {
      return memory.applied;
    },
    clear(revision) {
      state.isLoaded = false;
      state.changedAt = undefined;
      state.stock.clear(revision);
    },
    apply: (news) => apply(state, news),
    load: (id) => load(state, id),
  };
}

function apply(state: State, news: News): void {
  const { revision, changes, grants } = news;
  state.stock.apply(news);
  if (changes === null || changes.some(({ kind }) => kind === "project")) {
    state.isLoaded = false;
    state.changedAt = undefined;
    return;
  }
  for (const { ref } of changes) state.changedAt?.set(ref, revision);
  for (const grant of grants) state.memory.put(grant, revision);
}

/**
 * Each page was true at a revision of its own, and changes go on being applied while pages come. What a page tells of a
 * value that changed since is left out: the news of that change brought what the value is worth now.
 */
async function load(state: State, id: string): Promise<void> {
  const changedAt = new Map<string, number>();
  state.isLoaded = false;
  state.changedAt = changedAt;
  try {
    let asked: Promise<GrantPage> | undefined = askPage(state, id);
    while (asked) {
      const page: GrantPage = await asked;
      if (state.changedAt !== changedAt) return;
      // The next one is on its way while this one is taken in.
      asked = page.nextCursor === null ? undefined : askPage(state, id, page.nextCursor);
      takePage(state, changedAt, page);
    }
    state.isLoaded = true;
  } finally {
    if (state.changedAt === changedAt) state.changedAt = undefined;
  }
}

function askPage({ server }: State, id: string, cursor?: string): Promise<GrantPage> {
  const page = server.listGrants(id, cursor);
  // Nobody waits for it any more where the one before could not be taken in.
  page.catch(() => undefined);
  return page;
}

function takePage({ memory }: State, changedAt: ReadonlyMap<string, number>, page: GrantPage): void {
  for (const grant of page.items) {
    const at = Math.max(changedAt.get(grant.digest) ?? 0, changedAt.get(grant.holder.id) ?? 0);
    if (at <= page.revision) memory.put(grant, Math.max(page.revision, memory.applied));
  }
}
