import { Code, Group, Text } from "@mantine/core";
import type { Token } from "@tokenhouse/sdk/client";
import { isSoon } from "../lifetime.ts";
import { localTime, utcTime } from "../time.ts";
import { Instant } from "../ui/instant.tsx";
import type { Column } from "../ui/records.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { TokenId } from "./token-id.tsx";
import { listWords } from "./wording.ts";

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
    title: "Name",
    sort: "name",
    cell: ({ name }) => (
      <Text span size="sm" fw={600} className="as-typed">
        {name}
      </Text>
    ),
  },
  {
    id: "token",
    title: "Token",
    cell: ({ hint }) => (
      <Code fz={11} className="one-line">
        {hint}
      </Code>
    ),
  },
  { id: "tokenId", title: "Token ID", cell: ({ id }) => <TokenId id={id} /> },
  {
    id: "description",
    title: "Description",

    cell: ({ description }) => (
      <Text span size="sm" lineClamp={3} className="as-typed">
        {description}
      </Text>
    ),
  },
  {
    id: "status",
    title: "Status",
    cell: ({ status, expiresAt, overlapEndsAt }, nowMs) => (
      <Group gap={4}>
        <StatusBadge status={status} />
        {status === "active" && isSoon(expiresAt, nowMs) && <StatusBadge status="soon" />}
        {overlapEndsAt !== null && (
          <Text span size="xs" c="dimmed" title={utcTime(overlapEndsAt)}>
            {listWords.oldValueUntil(localTime(overlapEndsAt))}
          </Text>
        )}
      </Group>
    ),
  },
  {
    id: "created",
    title: "Created",
    sort: "createdAt",
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
  {
    id: "expires",
    title: "Expires",
    sort: "expiresAt",
    cell: ({ expiresAt }, nowMs) =>
      expiresAt === null ? quiet(listWords.never) : <Instant at={expiresAt} nowMs={nowMs} />,
  },
  {
    id: "lastUsed",
    title: "Last Used",
    sort: "lastUsedAt",
    cell: ({ lastUsedAt, lastUsedIp }, nowMs) =>
      lastUsedAt === null ? (
        quiet(listWords.neverUsed)
      ) : (
        <>
          <Instant at={lastUsedAt} nowMs={nowMs} />
          {lastUsedIp !== null && (
            <Text span display="block" size="xs" c="dimmed" className="as-typed">
              {listWords.from(lastUsedIp)}
            </Text>
          )}
        </>
      ),
  },
];
