import {
  infiniteQueryOptions,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import type { Operations } from "@tokenhouse/sdk/client";
import { chooseProject, client, enter, type SignedIn } from "./api.ts";
import { isPassing, isSignedOut } from "./faults.ts";
import { queryOf, type TokenFilter } from "./tokens/filter/filter.ts";

/** Nobody signed in is an answer, not a failure: null. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<SignedIn | null> => {
    try {
      return enter(await client.getSession());
    } catch (error) {
      if (isSignedOut(error)) return null;
      throw error;
    }
  },
  staleTime: ({ state }) => (state.data ? Infinity : 0),
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => client.getSetup(),
  gcTime: 0,
});

export const meQuery = queryOptions({ queryKey: ["project", "me"], queryFn: () => client.getMe() });

export const settingsQuery = queryOptions({
  queryKey: ["project", "settings"],
  queryFn: () => client.getSettings(),
});

export const TOKENS_KEY = ["project", "tokens"];

interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

/** What to add to a page's query, and how to learn that nobody waits for it any more. */
interface PageWanted {
  cursor?: string;
}

/** A list that the server gives page by page; `read` is handed what to add to the query. */
export const pagedQuery = <T>(
  queryKey: unknown[],
  read: (page: PageWanted, signal: AbortSignal) => Promise<Page<T>>,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam === null ? {} : { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export const tokensQuery = (filter: TokenFilter) => tokenPages("listTokens", filter);

export const projectTokensQuery = (filter: TokenFilter) => tokenPages("listProjectTokens", filter);

const tokenPages = (list: "listTokens" | "listProjectTokens", filter: TokenFilter) =>
  infiniteQueryOptions({
    ...pagedQuery([...TOKENS_KEY, list, filter], (page, signal) =>
      client[list]({ query: { ...queryOf(filter), ...page }, signal }),
    ),
    // So that somebody who has just used a token elsewhere sees Last Used move.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? 5_000 : false),
  });

export type Summary = Operations["summarizeTokens"]["answer"];

const SUMMARY = { refetchInterval: 60_000, placeholderData: keepPreviousData };

/** How many of one's own tokens are in which state. */
export const summaryQuery = queryOptions({
  queryKey: [...TOKENS_KEY, "summary"],
  queryFn: ({ signal }) => client.summarizeTokens({ signal }),
  ...SUMMARY,
});

/** How many tokens of the project, or of one holder, are in which state. */
export const projectSummaryQuery = ({ holder, kind }: Pick<TokenFilter, "holder" | "kind">) =>
  queryOptions({
    queryKey: [...TOKENS_KEY, "project-summary", { holder, kind }],
    queryFn: ({ signal }) =>
      client.summarizeProjectTokens({
        query: { ...(holder !== undefined && { holder }), ...(kind !== undefined && { kind }) },
        signal,
      }),
    ...SUMMARY,
  });

/** How many of one's own tokens end within a week. */
export const endingSoonQuery = queryOptions({
  queryKey: [...TOKENS_KEY, "ending-soon"],
  queryFn: async ({ signal }) =>
    (await client.listTokens({ query: { expiresWithinDays: 7, limit: 1 }, signal })).total,
  staleTime: 60_000,
});

/** With the tokens, because each account tells how many active ones it has. */
const SERVICE_ACCOUNTS_KEY = [...TOKENS_KEY, "service-accounts"];

export const serviceAccountsQuery = (search?: string) =>
  pagedQuery([...SERVICE_ACCOUNTS_KEY, "pages", search], (page) =>
    client.listServiceAccounts({ query: { ...(search !== undefined && { search }), ...page } }),
  );

export const allServiceAccountsQuery = queryOptions({
  queryKey: [...SERVICE_ACCOUNTS_KEY, "all"],
  queryFn: () => readAll((page) => client.listServiceAccounts({ query: page })),
});

export const MEMBERS_KEY = ["project", "members"];

export const membersQuery = (search?: string) =>
  pagedQuery([...MEMBERS_KEY, search], (page) =>
    client.listMembers({ query: { ...(search !== undefined && { search }), ...page } }),
  );

export const allMembersQuery = queryOptions({
  queryKey: [...MEMBERS_KEY, "all"],
  queryFn: () => readAll((page) => client.listMembers({ query: page })),
});

/** A list to its end, for choices and look-ups that cannot do with a part of it. */
async function readAll<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read({ limit: 100, ...(cursor !== null && { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** Forgets all that belonged to the session or project before. */
export function startAfresh(signedIn: SignedIn | null): void {
  queryClient.removeQueries({ queryKey: ["project"] });
  queryClient.setQueryData(sessionQuery.queryKey, signedIn);
}

/** Goes to the project that a link is about, if whoever follows it is in it. */
export async function enterProject(slug: string | undefined): Promise<void> {
  if (slug === undefined) return;
  const signedIn = await queryClient.fetchQuery(sessionQuery);
  const wanted = signedIn?.projects.find((project) => project.slug === slug);
  if (signedIn && wanted && wanted.slug !== signedIn.project?.slug)
    startAfresh(chooseProject(signedIn, wanted));
}

function noticeSignedOut(error: unknown): void {
  if (isSignedOut(error)) queryClient.setQueryData(sessionQuery.queryKey, null);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    // The server may be on this very machine: what the browser thinks of the internet decides nothing.
    queries: { networkMode: "always", retry: (failures, error) => failures < 2 && isPassing(error) },
    mutations: { networkMode: "always" },
  },
});
