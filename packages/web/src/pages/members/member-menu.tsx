import { Menu } from "@mantine/core";
import {
  IconKey,
  IconLink,
  IconLock,
  IconPassword,
  IconShieldOff,
  IconUserCheck,
  IconUserMinus,
  IconUserOff,
  IconUserShield,
} from "@tabler/icons-react";
import type { Member } from "@tokenhouse/sdk/client";
import { type Action, ActionMenu } from "../../ui/action-menu.tsx";
import { noticeFault } from "../../ui/notices/notices.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { AccessDialog, RoleDialog } from "./choice-dialogs.tsx";
import { useMemberChanges } from "./member-changes.ts";
import {
  DeactivateDialog,
  InviteDialog,
  PasswordDialog,
  RemoveDialog,
  SecondFactorDialog,
} from "./member-dialogs.tsx";
import { useRoles } from "./use-roles.ts";
import { t } from "../../i18n.ts";

const DIALOGS = {
  role: RoleDialog,
  access: AccessDialog,
  password: PasswordDialog,
  secondFactor: SecondFactorDialog,
  invite: InviteDialog,
  deactivate: DeactivateDialog,
  remove: RemoveDialog,
};

/** What each member's state leaves to do. */
const ENTRIES = [
  { dialog: "role", Icon: IconUserShield, fits: () => true },
  { dialog: "access", Icon: IconKey, fits: () => true },
  { dialog: "password", Icon: IconPassword, fits: ({ invited }: Member) => !invited },
  {
    dialog: "secondFactor",
    Icon: IconShieldOff,
    fits: ({ secondFactor }: Member, oneself: boolean) => secondFactor && !oneself,
  },
  { dialog: "invite", Icon: IconLink, fits: ({ invited }: Member) => invited },
  { dialog: "deactivate", Icon: IconUserOff, fits: ({ active }: Member) => active },
] as const;

export function MemberMenu({ row: member }: { row: Member }) {
  const { mayChange, isOneself } = useRoles();
  const { change } = useMemberChanges(member);
  const { shown, show, trigger, close, leave } = useDialog<keyof typeof DIALOGS>();
  const Dialog = shown && DIALOGS[shown];
  const letIn = member.asked ? "letIn" : "reactivate";
  const reactivate = () =>
    change({ active: true }, t(member.asked ? "members.menu.wasLetIn" : "members.menu.reactivated")).catch(
      (error) => noticeFault(t("members.menu.failed", { name: member.name }), error),
    );
  const actions: Action[] = [
    ...ENTRIES.filter(({ fits }) => fits(member, isOneself(member))).map(({ dialog, Icon }) => ({
      label: t(`members.menu.${dialog}`),
      Icon,
      onClick: () => show(dialog),
    })),
    ...(member.active
      ? []
      : [{ label: t(`members.menu.${letIn}`), Icon: IconUserCheck, onClick: () => void reactivate() }]),
    { label: t("members.menu.remove"), Icon: IconUserMinus, onClick: () => show("remove"), danger: true },
  ];

  return (
    <>
      <ActionMenu
        label={t("members.menu.actionsOf", { name: member.name })}
        trigger={trigger}
        actions={mayChange(member) ? actions : []}
      >
        {!mayChange(member) && (
          <Menu.Item disabled opacity={1} c="dimmed" leftSection={<IconLock size={16} aria-hidden />}>
            {t("members.menu.ownersMatter")}
          </Menu.Item>
        )}
      </ActionMenu>
      {Dialog && <Dialog member={member} onClose={close} onGone={leave} />}
    </>
  );
}
