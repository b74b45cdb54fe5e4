import { Code, Group, Text } from "@mantine/core";
import type { Token } from "@tokenhouse/sdk/client";
import { t } from "../i18n.ts";
import { isSoon } from "../lifetime.ts";
import { localTime, utcTime } from "../time.ts";
import { Instant } from "../ui/instant.tsx";
import type { Column } from "../ui/records.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { TokenId } from "./token-id.tsx";

export interface TokenColumn extends Column<Token> {
  /** The field that the server sorts by, if it can. */
  sort?: "name" | "createdAt" | "expiresAt" | "lastUsedAt";
}

const quiet = (text: string) => (
  <Text span size="sm" c="dimmed">
    {text}
  </Text>
);

export const COLUMNS: readonly TokenColumn[] = [
  {
    id: "name",
    get title() {
      return t("list.column.name");
    },
    sort: "name",
    cell: ({ name }) => (
      <Text span size="sm" fw={600} className="as-typed">
        {name}
      </Text>
    ),
  },
  {
    id: "token",
    get title() {
      return t("list.column.token");
    },
    cell: ({ hint }) => (
      <Code fz={11} className="one-line">
        {hint}
      </Code>
    ),
  },
  {
    id: "tokenId",
    get title() {
      return t("list.column.tokenId");
    },
    cell: ({ id }) => <TokenId id={id} />,
  },
  {
    id: "description",
    get title() {
      return t("list.column.description");
    },

    cell: ({ description }) => (
      <Text span size="sm" lineClamp={3} className="as-typed">
        {description}
      </Text>
    ),
  },
  {
    id: "status",
    get title() {
      return t("list.column.status");
    },
    cell: ({ status, expiresAt, overlapEndsAt }, nowMs) => (
      <Group gap={4}>
        <StatusBadge status={status} />
        {status === "active" && isSoon(expiresAt, nowMs) && <StatusBadge status="soon" />}
        {overlapEndsAt !== null && (
          <Text span size="xs" c="dimmed" title={utcTime(overlapEndsAt)}>
            {t("list.oldValueUntil", { time: localTime(overlapEndsAt) })}
          </Text>
        )}
      </Group>
    ),
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
    cell: ({ lastUsedAt, lastUsedIp }, nowMs) =>
      lastUsedAt === null ? (
        quiet(t("list.neverUsed"))
      ) : (
        <>
          <Instant at={lastUsedAt} nowMs={nowMs} />
          {lastUsedIp !== null && (
            <Text span display="block" size="xs" c="dimmed" className="as-typed">
              {t("list.from", { address: lastUsedIp })}
            </Text>
          )}
        </>
      ),
  },
];
