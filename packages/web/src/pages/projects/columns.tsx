import { Code, Text } from "@mantine/core";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { t } from "../../i18n.ts";

const count = (number: number) => (
  <Text span size="sm">
    {number}
  </Text>
);

export const columns = (): readonly Column<ProjectEntry>[] => [
  {
    id: "name",
    title: t("projects.name"),
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
    title: t("projects.plan"),
    cell: ({ plan, entitlements }) => (
      <>
        <Text span display="block" size="sm" className="as-typed">
          {plan}
        </Text>
        <Text span size="xs" c="dimmed">
          {entitlements.map((name) => t(`projects.entitlements.${name}`)).join(", ") || t("projects.nothing")}
        </Text>
      </>
    ),
  },
  { id: "members", title: t("projects.members"), cell: ({ members }) => count(members) },
  { id: "activeTokens", title: t("projects.activeTokens"), cell: ({ activeTokens }) => count(activeTokens) },
  {
    id: "status",
    title: t("projects.status"),
    cell: ({ closed }) => <StatusBadge status={closed ? "closed" : "open"} />,
  },
  {
    id: "created",
    title: t("projects.created"),
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
];
