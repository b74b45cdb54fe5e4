import { queryOptions } from "@tanstack/react-query";
import { client } from "../../api.ts";

/** By what people may sign in here. */
export const signInQuery = queryOptions({
  queryKey: ["sign-in"],
  queryFn: () => client.describeSignIn(),
  staleTime: Infinity,
});
