import { Text } from "@mantine/core";
import type { ServiceAccount } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { ActiveTokens } from "../../people/active-tokens.tsx";
import { ServiceAccountLink } from "../../people/service-account-link.tsx";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/list/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

export const columns = (): readonly Column<ServiceAccount>[] => [
  {
    id: "name",
    title: t("serviceAccounts.columns.name"),
    cell: ({ id, name, handle }) => (
      <div>
        <ServiceAccountLink account={{ id, name }} fw={600} />
        <Text span display="block" size="xs" c="dimmed" className="as-typed">
          {handle}
        </Text>
      </div>
    ),
  },
  {
    id: "role",
    title: t("serviceAccounts.columns.role"),
    cell: ({ role }) => (
      <>
        <Text span display="block" size="sm">
          {t(`serviceAccounts.roles.${role}`)}
        </Text>
        <Text span display="block" size="xs" c="dimmed">
          {t(`serviceAccounts.roleHelp.${role}`)}
        </Text>
      </>
    ),
  },
  {
    id: "status",
    title: t("serviceAccounts.columns.status"),
    cell: ({ active }) => <StatusBadge status={active ? "active" : "deactivated"} />,
  },
  {
    id: "activeTokens",
    title: t("serviceAccounts.columns.activeTokens"),
    cell: (account) => <ActiveTokens holder={account} />,
  },
  {
    id: "created",
    title: t("serviceAccounts.columns.created"),
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
];
