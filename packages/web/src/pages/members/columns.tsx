import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Member } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { ActiveTokens } from "../../people/active-tokens.tsx";
import { sessionQuery } from "../../queries.ts";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/list/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TokenAccess } from "./token-access.tsx";

export const columns = (): readonly Column<Member>[] => [
  { id: "name", title: t("members.columns.name"), cell: (member) => <Name member={member} /> },
  {
    id: "role",
    title: t("members.columns.role"),
    cell: ({ role }) => (
      <Text span size="sm">
        {t(`members.roles.${role}`)}
      </Text>
    ),
  },
  { id: "tokens", title: t("members.columns.tokens"), cell: (member) => <TokenAccess member={member} /> },
  {
    id: "activeTokens",
    title: t("members.columns.activeTokens"),
    cell: (member) => <ActiveTokens holder={member} />,
  },
  {
    id: "added",
    title: t("members.columns.added"),
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
  {
    id: "status",
    title: t("members.columns.status"),
    cell: (member) => <StatusBadge status={statusOf(member)} />,
  },
];

function Name({ member: { id, name, email, secondFactor } }: { member: Member }) {
  const { data: signedIn } = useQuery(sessionQuery);
  return (
    <div>
      <Group gap={6}>
        <Text span size="sm" fw={600} className="as-typed">
          {name}
        </Text>
        {signedIn?.user.id === id && <Badge>{t("members.you")}</Badge>}
        {secondFactor && <Badge variant="light">{t("members.secondFactor")}</Badge>}
      </Group>
      {email !== name && (
        <Text span display="block" size="xs" c="dimmed" className="as-typed">
          {email}
        </Text>
      )}
    </div>
  );
}

function statusOf({ active, asked, invited }: Member): "active" | "asks" | "invited" | "deactivated" {
  if (asked) return "asks";
  if (!active) return "deactivated";
  return invited ? "invited" : "active";
}
