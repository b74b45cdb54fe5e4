import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { pagedQuery, TOKENS_KEY } from "../../queries.ts";

/** With the lists of tokens, because whatever changes a token changes these, too. */
const keyOf = (id: string, part: string) => [...TOKENS_KEY, "detail", id, part];

/** So that somebody who has just used the token elsewhere sees it here. */
const LIVE = { refetchInterval: 5_000 };

export const tokenQuery = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: keyOf(id, "token"),
    queryFn: () => client.getToken({ params: { id } }),
  });

export const usageQuery = (id: string, days: number) =>
  queryOptions({
    ...LIVE,
    queryKey: [...keyOf(id, "usage"), days],
    queryFn: () => client.getTokenUsage({ params: { id }, query: { days } }),
    placeholderData: keepPreviousData,
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, "versions"),
    queryFn: () => client.listTokenVersions({ params: { id } }),
  });

export const eventsQuery = (id: string) =>
  pagedQuery(keyOf(id, "events"), (page) =>
    client.listTokenEvents({ params: { id }, query: { limit: 10, ...page } }),
  );
