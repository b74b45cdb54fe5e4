import { Box, Code, Group, Text, Tooltip } from "@mantine/core";
import type { Token } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { ServiceAccountLink } from "../../people/service-account-link.tsx";
import type { TokenColumn } from "./columns.tsx";

/** How many scopes are named before the rest is counted. */
const NAMED_SCOPES = 2;

export const HOLDER: TokenColumn = {
  id: "holder",
  get title() {
    return t("list.column.holder");
  },
  cell: ({ holder }) => (
    <Box miw={110}>
      {holder.type === "user" ? (
        <Text span size="sm" className="as-typed">
          {holder.name}
        </Text>
      ) : (
        <ServiceAccountLink account={holder} />
      )}
      {holder.email !== null && holder.email !== holder.name && (
        <Text span size="xs" c="dimmed" className="one-line" title={holder.email}>
          {holder.email}
        </Text>
      )}
    </Box>
  ),
};

export const KIND: TokenColumn = {
  id: "kind",
  get title() {
    return t("list.column.kind");
  },
  cell: ({ kind }) => (
    <Text span size="sm">
      {t(`list.kinds.${kind}`)}
    </Text>
  ),
};

export const SCOPES: TokenColumn = {
  id: "scopes",
  get title() {
    return t("list.column.scopes");
  },
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
          <Text
            span
            size="xs"
            c="dimmed"
            tabIndex={0}
            aria-label={t("list.moreScopes", { count: rest.length, scopes: rest.join(", ") })}
            role="note"
          >
            +{rest.length}
          </Text>
        </Tooltip>
      )}
    </Group>
  );
}
