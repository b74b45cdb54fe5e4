import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Member } from "@tokenhouse/sdk/client";
import { sessionQuery } from "../../queries.ts";
import type { Column } from "../../ui/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { t } from "../../i18n.ts";

const text = (content: string) => (
  <Text span size="sm" className="as-typed">
    {content}
  </Text>
);

export const columns = (): readonly Column<Member>[] => [
  { id: "name", title: t("members.columns.name"), cell: (member) => <Name member={member} /> },
  { id: "email", title: t("members.columns.email"), cell: ({ email }) => text(email) },
  {
    id: "role",
    title: t("members.columns.role"),
    cell: ({ role }) => <Text size="sm">{t(`members.roles.${role}`)}</Text>,
  },
  {
    id: "tokens",
    title: t("members.columns.tokens"),
    cell: ({ tokenAccess, mayGenerate }) => (
      <>
        {text(t(`members.accesses.${tokenAccess}`))}
        <Text span display="block" size="xs" c="dimmed">
          {mayGenerate ? t("members.mayGenerate") : t("members.mayNotGenerate")}
        </Text>
      </>
    ),
  },
  {
    id: "activeTokens",
    title: t("members.columns.activeTokens"),
    cell: ({ activeTokens }) => text(String(activeTokens)),
  },
  {
    id: "status",
    title: t("members.columns.status"),
    cell: (member) => <StatusBadge status={statusOf(member)} />,
  },
];

function Name({ member: { id, name } }: { member: Member }) {
  const { data: signedIn } = useQuery(sessionQuery);
  return (
    <Group gap={6}>
      <Text span size="sm" fw={600} className="as-typed">
        {name}
      </Text>
      {signedIn?.user.id === id && (
        <Badge variant="light" tt="none" fw={600}>
          {t("members.you")}
        </Badge>
      )}
    </Group>
  );
}

function statusOf({ active, invited }: Member): "active" | "invited" | "deactivated" {
  if (!active) return "deactivated";
  return invited ? "invited" : "active";
}
