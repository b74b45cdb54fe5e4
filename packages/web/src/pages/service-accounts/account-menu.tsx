import { IconPencil, IconPlayerPlay, IconPlayerStop, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ServiceAccount, TokenhouseError } from "@tokenhouse/sdk/client";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { noticeFault } from "../../ui/notices/notices.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { useAccountChanges } from "./account-changes.ts";
import { DeleteAccountDialog, EditDialog, RevokeAllDialog } from "./account-dialogs.tsx";
import { t } from "../../i18n.ts";

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
    mutationFn: (active: boolean) =>
      change(
        { active },
        active ? t("serviceAccounts.menu.reactivated") : t("serviceAccounts.menu.deactivated"),
      ),
    onError: (error) => {
      if (error instanceof TokenhouseError && error.code === "has_active_tokens") show("revokeAll");
      else noticeFault(t("serviceAccounts.menu.failed", { name: account.name }), error);
    },
  });
  const Dialog = shown && DIALOGS[shown];
  return (
    <>
      <ActionMenu
        label={t("serviceAccounts.menu.actionsOf", { name: account.name })}
        trigger={trigger}
        actions={[
          { label: t("serviceAccounts.menu.edit"), Icon: IconPencil, onClick: () => show("edit") },
          account.active
            ? {
                label: t("serviceAccounts.menu.deactivate"),
                Icon: IconPlayerStop,
                onClick: () => setActive.mutate(false),
              }
            : {
                label: t("serviceAccounts.menu.reactivate"),
                Icon: IconPlayerPlay,
                onClick: () => setActive.mutate(true),
              },
          {
            label: t("serviceAccounts.menu.delete"),
            Icon: IconTrash,
            onClick: () => show("delete"),
            danger: true,
          },
        ]}
      />
      {Dialog && <Dialog account={account} onClose={close} onGone={onGone ?? leave} />}
    </>
  );
}
