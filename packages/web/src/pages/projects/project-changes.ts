import { queryOptions, useQueryClient } from "@tanstack/react-query";
import type { Operations, ProjectEntry } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { sessionQuery } from "../../queries.ts";
import { noticeDone } from "../../ui/notices/notices.tsx";

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

/** Changes a project; resolves when it is done and said. */
export function useProjectChange({ id }: ProjectEntry) {
  const reread = useRereadProjects();
  return async (body: Operations["changeProject"]["body"], done: string) => {
    await client.changeProject({ params: { id }, body });
    noticeDone(done);
    await reread();
  };
}
