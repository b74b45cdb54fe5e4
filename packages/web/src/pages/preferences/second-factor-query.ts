import { queryOptions } from "@tanstack/react-query";
import { client } from "../../api.ts";

export const secondFactorQuery = queryOptions({
  queryKey: ["second-factor"],
  queryFn: () => client.getSecondFactor(),
});
