import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ServiceAccount } from "@tokenhouse/sdk/client";
import type { Column } from "../../ui/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { roleText } from "./wording.ts";

const plain = (text: string) => (
  <Text span size="sm" className="as-typed">
    {text}
  </Text>
);

export const COLUMNS: readonly Column<ServiceAccount>[] = [
  {
    id: "name",
    title: "Name",
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
  { id: "handle", title: "Handle", cell: ({ handle }) => plain(handle) },
  { id: "role", title: "Role", cell: ({ role }) => plain(roleText(role)) },
  {
    id: "status",
    title: "Status",
    cell: ({ active }) => <StatusBadge status={active ? "active" : "deactivated"} />,
  },
  { id: "activeTokens", title: "Active tokens", cell: ({ activeTokens }) => plain(String(activeTokens)) },
];
