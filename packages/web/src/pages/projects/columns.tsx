import { Code, Text } from "@mantine/core";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { locale, t } from "../../i18n.ts";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/list/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

const count = (number: number) => (
  <Text span size="sm" className="figures">
    {new Intl.NumberFormat(locale()).format(number)}
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
        <Code fz="xs">{slug}</Code>
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
        <Text span display="block" size="xs" c="dimmed">
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
