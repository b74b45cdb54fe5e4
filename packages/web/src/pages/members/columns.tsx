import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Member } from "@tokenhouse/sdk/client";
import { sessionQuery } from "../../queries.ts";
import type { Column } from "../../ui/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { accessNames, roleNames, words } from "./wording.ts";

const text = (content: string) => (
  <Text span size="sm" className="as-typed">
    {content}
  </Text>
);

export const COLUMNS: readonly Column<Member>[] = [
  { id: "name", title: "Name", cell: (member) => <Name member={member} /> },
  { id: "email", title: "E-mail", cell: ({ email }) => text(email) },
  { id: "role", title: "Role", cell: ({ role }) => <Text size="sm">{roleNames[role]}</Text> },
  {
    id: "tokens",
    title: "Tokens",
    cell: ({ tokenAccess, mayGenerate }) => (
      <>
        {text(accessNames[tokenAccess])}
        <Text span display="block" size="xs" c="dimmed">
          {mayGenerate ? words.mayGenerate : words.mayNotGenerate}
        </Text>
      </>
    ),
  },
  { id: "activeTokens", title: "Active tokens", cell: ({ activeTokens }) => text(String(activeTokens)) },
  { id: "status", title: "Status", cell: (member) => <StatusBadge status={statusOf(member)} /> },
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
          {words.you}
        </Badge>
      )}
    </Group>
  );
}

function statusOf({ active, invited }: Member): "active" | "invited" | "deactivated" {
  if (!active) return "deactivated";
  return invited ? "invited" : "active";
}
