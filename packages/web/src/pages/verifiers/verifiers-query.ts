import { queryOptions } from "@tanstack/react-query";
import type { Operations } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";

export type Verifiers = Operations["listVerifiers"]["answer"];

/** Often enough to see a lease run out that is as long as it is by default; a hidden page asks for nothing. */
const REFRESH_MS = 3_000;

export const verifiersQuery = queryOptions({
  queryKey: ["project", "verifiers"],
  queryFn: ({ signal }) => client.listVerifiers({ signal }),
  refetchInterval: REFRESH_MS,
  // The next refresh is the next try.
  retry: false,
  // What was true some time ago says nothing here.
  gcTime: 0,
});
