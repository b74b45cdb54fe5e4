import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDots,
  IconKey,
  IconLink,
  IconLock,
  IconPassword,
  IconUserCheck,
  IconUserMinus,
  IconUserOff,
  IconUserShield,
} from "@tabler/icons-react";
import type { Member } from "@tokenhouse/sdk/client";
import { noticeFault } from "../../ui/notices.tsx";
import { useDialog } from "../../ui/use-dialog.ts";
import { AccessDialog, RoleDialog } from "./choice-dialogs.tsx";
import { useMemberChanges } from "./member-changes.ts";
import { DeactivateDialog, InviteDialog, PasswordDialog, RemoveDialog } from "./member-dialogs.tsx";
import { useRoles } from "./use-roles.ts";
import { menuWords as words } from "./wording.ts";

const DIALOGS = {
  role: RoleDialog,
  access: AccessDialog,
  password: PasswordDialog,
  invite: InviteDialog,
  deactivate: DeactivateDialog,
  remove: RemoveDialog,
};

/** What each member's state leaves to do. */
const ENTRIES = [
  { dialog: "role", label: words.role, Icon: IconUserShield, fits: () => true },
  { dialog: "access", label: words.access, Icon: IconKey, fits: () => true },
  { dialog: "password", label: words.password, Icon: IconPassword, fits: ({ invited }: Member) => !invited },
  { dialog: "invite", label: words.invite, Icon: IconLink, fits: ({ invited }: Member) => invited },
  { dialog: "deactivate", label: words.deactivate, Icon: IconUserOff, fits: ({ active }: Member) => active },
] as const;

export function MemberMenu({ row: member }: { row: Member }) {
  const { mayChange } = useRoles();
  const { change } = useMemberChanges(member);
  const { shown, show, trigger, close, leave } = useDialog<keyof typeof DIALOGS>();
  const Dialog = shown && DIALOGS[shown];
  const reactivate = () =>
    change({ active: true }, words.reactivated).catch((error) =>
      noticeFault(words.failed(member.name), error),
    );

  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon ref={trigger} aria-label={words.actionsOf(member.name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayChange(member) ? (
            <>
              {ENTRIES.filter(({ fits }) => fits(member)).map(({ dialog, label, Icon }) => (
                <Menu.Item
                  key={dialog}
                  leftSection={<Icon size={16} aria-hidden />}
                  onClick={() => show(dialog)}
                >
                  {label}
                </Menu.Item>
              ))}
              {!member.active && (
                <Menu.Item
                  leftSection={<IconUserCheck size={16} aria-hidden />}
                  onClick={() => void reactivate()}
                >
                  {words.reactivate}
                </Menu.Item>
              )}
              <Menu.Item
                c="var(--mantine-color-error)"
                leftSection={<IconUserMinus size={16} aria-hidden />}
                onClick={() => show("remove")}
              >
                {words.remove}
              </Menu.Item>
            </>
          ) : (
            <Menu.Item disabled opacity={1} c="dimmed" leftSection={<IconLock size={16} aria-hidden />}>
              {words.ownersMatter}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog member={member} onClose={close} onGone={leave} />}
    </>
  );
}
