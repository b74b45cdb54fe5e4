import { ChoiceDialog } from "../../ui/dialog/choice-dialog.tsx";
import { useMemberChanges } from "./member-changes.ts";
import type { MemberDialogProps } from "./member-dialogs.tsx";
import { useRoles } from "./use-roles.ts";
import { t } from "../../i18n.ts";

export function RoleDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  const { choices } = useRoles();
  return (
    <ChoiceDialog
      title={t("members.role.title", { name: member.name })}
      label={t("members.role.label")}
      choices={choices}
      value={member.role}
      send={(role) => change({ role }, t("members.menu.saved")).then(onClose)}
      onCancel={onClose}
    />
  );
}

const ACCESS = ["inherit", "allow", "deny"] as const;

export function AccessDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  return (
    <ChoiceDialog
      title={t("members.access.title", { name: member.name })}
      label={t("members.access.label")}
      choices={ACCESS.map((value) => ({
        value,
        label: t(`members.accesses.${value}`),
        help: t(`members.accessHelp.${value}`),
      }))}
      value={member.tokenAccess}
      send={(tokenAccess) => change({ tokenAccess }, t("members.menu.saved")).then(onClose)}
      onCancel={onClose}
    />
  );
}
