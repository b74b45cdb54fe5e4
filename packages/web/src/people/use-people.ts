import { useQuery } from "@tanstack/react-query";
import { allMembersQuery, allServiceAccountsQuery, meQuery } from "../queries.ts";

/** Everybody who is in the project now; no service accounts where the plan has none. */
export function usePeople() {
  const { data: me } = useQuery(meQuery);
  const { data: members = [] } = useQuery(allMembersQuery);
  const { data: accounts = [] } = useQuery({
    ...allServiceAccountsQuery,
    enabled: me?.entitlements.includes("serviceAccounts") === true,
  });
  return { members, accounts };
}

/** The name of a member or a service account by its id. */
export type Names = ReadonlyMap<string, string>;

export function useNames(): Names {
  const { members, accounts } = usePeople();
  return new Map([...members, ...accounts].map(({ id, name }) => [id, name]));
}
