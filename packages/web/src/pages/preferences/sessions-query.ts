import { queryOptions } from "@tanstack/react-query";
import { client } from "../../api.ts";

export const sessionsQuery = queryOptions({
  queryKey: ["project", "own-sessions"],
  queryFn: () => client.listSessions(),
});
