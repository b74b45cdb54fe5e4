import { ActionIcon, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBan, IconDots, IconRestore, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { settingsQuery } from "../../queries.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { useTokenChanges } from "./token-changes.ts";
import { changeWords } from "./wording.ts";

export function RowMenu({ token }: { token: Token }) {
  const { data: settings } = useQuery(settingsQuery);
  const [deleting, dialog] = useDisclosure();
  const { revoke, restore } = useTokenChanges(token);
  const revokeFirst = settings?.requireRevokeBeforeDelete === true && token.status === "active";

  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon
            aria-label={changeWords.actionsOf(token.name)}
            loading={revoke.isPending || restore.isPending}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {token.status === "active" && (
            <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => revoke.mutate()}>
              {changeWords.revoke}
            </Menu.Item>
          )}
          {token.status === "revoked" && (
            <Menu.Item leftSection={<IconRestore size={16} aria-hidden />} onClick={() => restore.mutate()}>
              {changeWords.restore}
            </Menu.Item>
          )}
          <Menu.Item
            {...(!revokeFirst && { c: "var(--mantine-color-error)" })}
            leftSection={<IconTrash size={16} aria-hidden />}
            disabled={revokeFirst}
            onClick={dialog.open}
          >
            {changeWords.delete}
            {revokeFirst && (
              <Text span display="block" size="xs" c="dimmed">
                {changeWords.revokeFirst}
              </Text>
            )}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog token={token} opened={deleting} onClose={dialog.close} />
    </>
  );
}
