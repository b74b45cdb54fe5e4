import { Anchor, Box, Code, Group, Text, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Token } from "@tokenhouse/sdk/client";
import type { TokenColumn } from "./columns.tsx";
import { listWords } from "./wording.ts";

/** How many scopes are named before the rest is counted. */
const NAMED_SCOPES = 2;

export const HOLDER: TokenColumn = {
  id: "holder",
  title: "Holder",
  cell: ({ holder }) => (
    <Box miw={130}>
      {holder.type === "user" ? (
        <Text span size="sm" className="as-typed">
          {holder.name}
        </Text>
      ) : (
        <Anchor
          size="sm"
          className="as-typed"
          renderRoot={(props) => (
            <Link to="/project/service-accounts/$id" params={{ id: holder.id }} {...props} />
          )}
        >
          {holder.name}
        </Anchor>
      )}
      {holder.email !== null && (
        <Text span display="block" size="xs" c="dimmed" className="as-typed">
          {holder.email}
        </Text>
      )}
    </Box>
  ),
};

export const KIND: TokenColumn = {
  id: "kind",
  title: "Kind",
  cell: ({ kind }) => (
    <Text span size="sm">
      {listWords.kinds[kind]}
    </Text>
  ),
};

export const SCOPES: TokenColumn = {
  id: "scopes",
  title: "Scopes",
  cell: ({ scopes }) => <Scopes scopes={scopes} />,
};

function Scopes({ scopes }: Pick<Token, "scopes">) {
  const rest = scopes.slice(NAMED_SCOPES);
  return (
    <Group gap={4}>
      {scopes.slice(0, NAMED_SCOPES).map((scope) => (
        <Code key={scope} fz={11} maw={150} className="one-line" title={scope}>
          {scope}
        </Code>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.join(", ")}>
          <Text span size="xs" c="dimmed" tabIndex={0} aria-label={listWords.moreScopes(rest)} role="note">
            +{rest.length}
          </Text>
        </Tooltip>
      )}
    </Group>
  );
}
