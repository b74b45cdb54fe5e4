import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { sessionQuery } from "../../queries.ts";

export const projectsQuery = queryOptions({ queryKey: ["projects"], queryFn: () => client.listProjects() });

/** Reads anew what a change of projects shows in: this list, and the projects of the person at the page. */
export function useRereadProjects() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [projectsQuery.queryKey, sessionQuery.queryKey].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
}
