import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconPlayerPlay, IconPlayerStop, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ServiceAccount, TokenhouseError } from "@tokenhouse/sdk/client";
import { noticeFault } from "../../ui/notices.tsx";
import { useDialog } from "../../ui/use-dialog.ts";
import { useAccountChanges } from "./account-changes.ts";
import { DeleteAccountDialog, EditDialog, RevokeAllDialog } from "./account-dialogs.tsx";
import { menuWords as words } from "./wording.ts";

const DIALOGS = { edit: EditDialog, revokeAll: RevokeAllDialog, delete: DeleteAccountDialog };

interface AccountMenuProps {
  row: ServiceAccount;
  /** Called when the account is deleted. */
  onGone?: () => void;
}

export function AccountMenu({ row: account, onGone }: AccountMenuProps) {
  const { shown, show, trigger, close, leave } = useDialog<keyof typeof DIALOGS>();
  const { change } = useAccountChanges(account);
  const setActive = useMutation({
    mutationFn: (active: boolean) => change({ active }, active ? words.reactivated : words.deactivated),
    onError: (error) => {
      if (error instanceof TokenhouseError && error.code === "has_active_tokens") show("revokeAll");
      else noticeFault(words.failed(account.name), error);
    },
  });
  const Dialog = shown && DIALOGS[shown];
  const [ActiveIcon, activeText] = account.active
    ? [IconPlayerStop, words.deactivate]
    : [IconPlayerPlay, words.reactivate];
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon ref={trigger} aria-label={words.actionsOf(account.name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => show("edit")}>
            {words.edit}
          </Menu.Item>
          <Menu.Item
            leftSection={<ActiveIcon size={16} aria-hidden />}
            onClick={() => setActive.mutate(!account.active)}
          >
            {activeText}
          </Menu.Item>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => show("delete")}
          >
            {words.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog account={account} onClose={close} onGone={onGone ?? leave} />}
    </>
  );
}
