import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ServiceAccount } from "@tokenhouse/sdk/client";
import type { Column } from "../../ui/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { t } from "../../i18n.ts";

const plain = (text: string) => (
  <Text span size="sm" className="as-typed">
    {text}
  </Text>
);

export const columns = (): readonly Column<ServiceAccount>[] => [
  {
    id: "name",
    title: t("serviceAccounts.columns.name"),
    cell: ({ id, name }) => (
      <Anchor
        size="sm"
        fw={600}
        className="as-typed"
        renderRoot={(props) => <Link to="/project/service-accounts/$id" params={{ id }} {...props} />}
      >
        {name}
      </Anchor>
    ),
  },
  { id: "handle", title: t("serviceAccounts.columns.handle"), cell: ({ handle }) => plain(handle) },
  {
    id: "role",
    title: t("serviceAccounts.columns.role"),
    cell: ({ role }) => plain(t(`serviceAccounts.roles.${role}`)),
  },
  {
    id: "status",
    title: t("serviceAccounts.columns.status"),
    cell: ({ active }) => <StatusBadge status={active ? "active" : "deactivated"} />,
  },
  {
    id: "activeTokens",
    title: t("serviceAccounts.columns.activeTokens"),
    cell: ({ activeTokens }) => plain(String(activeTokens)),
  },
];
