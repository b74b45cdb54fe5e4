import { ActionIcon, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBan, IconDots, IconRestore, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { useRef } from "react";
import { settingsQuery } from "../queries.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { useTokenChanges } from "./token-changes.ts";
import { changeWords } from "./wording.ts";

export function RowMenu({ row: token }: { row: Token }) {
  const { data: settings } = useQuery(settingsQuery);
  const [deleting, dialog] = useDisclosure();
  const { revoke, restore } = useTokenChanges(token);
  const trigger = useRef<HTMLButtonElement>(null);
  const revokeFirst = settings?.requireRevokeBeforeDelete === true && token.status === "active";

  function cancelDeletion() {
    dialog.close();
    trigger.current?.focus();
  }
  function endDeletion() {
    dialog.close();
    // The row goes, and the focus must not go with it.
    document.querySelector<HTMLElement>("main")?.focus();
  }

  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon ref={trigger} aria-label={changeWords.actionsOf(token.name)}>
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
            {...(revokeFirst ? { opacity: 1 } : { c: "var(--mantine-color-error)" })}
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
      <DeleteDialog token={token} opened={deleting} onCancel={cancelDeletion} onDeleted={endDeletion} />
    </>
  );
}
