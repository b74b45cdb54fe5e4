import { ChoiceDialog } from "../../ui/choice-dialog.tsx";
import { useMemberChanges } from "./member-changes.ts";
import type { MemberDialogProps } from "./member-dialogs.tsx";
import { useRoles } from "./use-roles.ts";
import { accessNames, accessWords, menuWords, roleWords } from "./wording.ts";

export function RoleDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  const { choices } = useRoles();
  return (
    <ChoiceDialog
      title={roleWords.title(member.name)}
      label={roleWords.label}
      choices={choices}
      value={member.role}
      send={(role) => change({ role }, menuWords.saved).then(onClose)}
      onCancel={onClose}
    />
  );
}

const ACCESS = (["inherit", "allow", "deny"] as const).map((value) => ({
  value,
  label: accessNames[value],
  help: accessWords.help[value],
}));

export function AccessDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  return (
    <ChoiceDialog
      title={accessWords.title(member.name)}
      label={accessWords.label}
      choices={ACCESS}
      value={member.tokenAccess}
      send={(tokenAccess) => change({ tokenAccess }, menuWords.saved).then(onClose)}
      onCancel={onClose}
    />
  );
}
