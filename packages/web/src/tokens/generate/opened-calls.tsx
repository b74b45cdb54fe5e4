import { Code, Text } from "@mantine/core";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";

const endpointsQuery = (scopes: string) =>
  queryOptions({
    queryKey: ["project", "endpoints", scopes],
    queryFn: () => client.listEndpoints({ query: { scopes } }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** Which calls of Tokenhouse itself a token of one's own with these scopes would open, as the server judges it. */
export function OpenedCalls({ scopes }: { scopes: readonly string[] }) {
  const { data } = useQuery(endpointsQuery(scopes.join(",")));
  // Calls without a permission are open to everybody who is known.
  const opened = data?.items.filter(({ permission }) => permission !== null);
  if (!opened || opened.length === 0) return null;
  return (
    <details className="calls">
      <Text component="summary" size="xs" c="dimmed">
        {t("generate.summary.calls", { count: opened.length })}
      </Text>
      <ul className="plain-list">
        {opened.map(({ operationId, method, path }) => (
          <li key={operationId}>
            <Code className="as-typed">{`${method} ${path}`}</Code>
          </li>
        ))}
      </ul>
    </details>
  );
}
