import { Code, Group, Text } from "@mantine/core";
import type { Token } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/list/records.tsx";
import { TokenId } from "../token-id.tsx";
import { NameLink } from "./name-link.tsx";
import { StatusCell } from "./status-cell.tsx";

export interface TokenColumn extends Column<Token> {
  /** The field that the server sorts by, if it can. */
  sort?: "name" | "createdAt" | "expiresAt" | "lastUsedAt";
}

const quiet = (text: string) => (
  <Text span size="sm" c="dimmed">
    {text}
  </Text>
);

// Titles are words, and words are looked up while drawing.
export const COLUMNS: readonly TokenColumn[] = [
  {
    id: "name",
    get title() {
      return t("list.column.name");
    },
    sort: "name",
    cell: (token) => <NameLink token={token} />,
  },
  {
    id: "token",
    get title() {
      return t("list.column.token");
    },
    cell: ({ hint }) => (
      <Code fz={12} className="one-line">
        {hint}
      </Code>
    ),
  },
  {
    id: "tokenId",
    get title() {
      return t("list.column.tokenId");
    },
    cell: ({ id }) => <TokenId id={id} short />,
  },
  {
    id: "description",
    get title() {
      return t("list.column.description");
    },
    cell: ({ description }) => (
      <Text span size="sm" lineClamp={2} className="as-typed" title={description}>
        {description}
      </Text>
    ),
  },
  {
    id: "status",
    get title() {
      return t("list.column.status");
    },
    cell: (token, nowMs) => <StatusCell token={token} nowMs={nowMs} />,
  },
  {
    id: "created",
    get title() {
      return t("list.column.created");
    },
    sort: "createdAt",
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
  {
    id: "expires",
    get title() {
      return t("list.column.expires");
    },
    sort: "expiresAt",
    cell: ({ expiresAt }, nowMs) =>
      expiresAt === null ? quiet(t("list.never")) : <Instant at={expiresAt} nowMs={nowMs} />,
  },
  {
    id: "lastUsed",
    get title() {
      return t("list.column.lastUsed");
    },
    sort: "lastUsedAt",
    cell: ({ lastUsedAt, lastUsedIp: address }, nowMs) => {
      if (lastUsedAt === null) return quiet(t("list.neverUsed"));
      if (address === null) return <Instant at={lastUsedAt} nowMs={nowMs} />;
      const from = t("list.from", { address });
      return (
        <Group gap={0} component="span" display="block">
          <Instant at={lastUsedAt} nowMs={nowMs} note={from} />
          <Text span size="xs" c="dimmed" className="exact as-typed">
            {from}
          </Text>
        </Group>
      );
    },
  },
];
