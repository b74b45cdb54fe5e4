import { Code, Text } from "@mantine/core";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { entitlementNames, words } from "./wording.ts";

const count = (number: number) => (
  <Text span size="sm">
    {number}
  </Text>
);

export const COLUMNS: readonly Column<ProjectEntry>[] = [
  {
    id: "name",
    title: words.name,
    cell: ({ name, slug }) => (
      <div>
        <Text span display="block" size="sm" fw={600} className="as-typed">
          {name}
        </Text>
        <Code fz={11}>{slug}</Code>
      </div>
    ),
  },
  {
    id: "plan",
    title: words.plan,
    cell: ({ plan, entitlements }) => (
      <>
        <Text span display="block" size="sm" className="as-typed">
          {plan}
        </Text>
        <Text span size="xs" c="dimmed">
          {entitlements.map((name) => entitlementNames[name]).join(", ") || words.nothing}
        </Text>
      </>
    ),
  },
  { id: "members", title: words.members, cell: ({ members }) => count(members) },
  { id: "activeTokens", title: words.activeTokens, cell: ({ activeTokens }) => count(activeTokens) },
  {
    id: "status",
    title: words.status,
    cell: ({ closed }) => <StatusBadge status={closed ? "closed" : "open"} />,
  },
  {
    id: "created",
    title: words.created,
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
];
