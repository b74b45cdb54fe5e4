import { Checkbox, Modal, PasswordInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Member } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import { useMemberChanges } from "./member-changes.ts";
import { t } from "../../i18n.ts";

export interface MemberDialogProps {
  member: Member;
  onClose: () => void;
}

export function DeactivateDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  const [endTokens, setEndTokens] = useState(false);
  return (
    <ConfirmDialog
      title={t("members.end.deactivate", { name: member.name })}
      submit={t("members.end.submitDeactivate")}
      danger
      send={() => change({ active: false, endTokens }, t("members.menu.deactivated")).then(onClose)}
      onCancel={onClose}
    >
      <Text>{t("members.end.deactivateText")}</Text>
      <Checkbox
        label={t("members.end.endTokens")}
        description={`${t("members.activeTokens", { count: member.activeTokens })}. ${t("members.end.endTokensHelp")}`}
        checked={endTokens}
        onChange={({ currentTarget }) => setEndTokens(currentTarget.checked)}
      />
    </ConfirmDialog>
  );
}

export function PasswordDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  const form = useForm({ initialValues: { password: "", endTokens: false } });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("members.end.password", { name: member.name })}
      returnFocus={false}
    >
      <SubmitForm
        form={form}
        send={(values) => change(values, t("members.menu.reset")).then(onClose)}
        submit={t("members.end.reset")}
        onCancel={onClose}
      >
        <Text>{t("members.end.passwordText")}</Text>
        <PasswordInput
          label={t("members.end.newPassword")}
          description={t("members.end.passwordHelp")}
          autoComplete="new-password"
          data-autofocus
          {...form.getInputProps("password")}
        />
        <Checkbox
          label={t("members.end.endTokens")}
          description={t("members.activeTokens", { count: member.activeTokens })}
          {...form.getInputProps("endTokens", { type: "checkbox" })}
        />
      </SubmitForm>
    </Modal>
  );
}

/** For whoever has lost app and recovery codes. */
export function SecondFactorDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  const done = t("members.menu.secondFactorRemoved");
  return (
    <ConfirmDialog
      title={t("members.end.secondFactor", { name: member.name })}
      submit={t("members.end.submitSecondFactor")}
      danger
      send={() => change({ secondFactor: false }, done).then(onClose)}
      onCancel={onClose}
    >
      <Text>{t("members.end.secondFactorText")}</Text>
    </ConfirmDialog>
  );
}

export function RemoveDialog({ member, onClose, onGone }: MemberDialogProps & { onGone: () => void }) {
  const { remove } = useMemberChanges(member);
  return (
    <ConfirmDialog
      title={t("members.end.remove", { name: member.name })}
      submit={t("members.end.submitRemove")}
      danger
      send={() => remove().then(onGone)}
      onCancel={onClose}
    >
      <Text>{t("members.end.removeText")}</Text>
      <Text c="dimmed" size="sm">
        {t("members.activeTokens", { count: member.activeTokens })}
      </Text>
    </ConfirmDialog>
  );
}

export function InviteDialog({ member, onClose }: MemberDialogProps) {
  const { invite } = useMemberChanges(member);
  const [link, setLink] = useState<string>();
  if (link !== undefined) {
    return <InvitationLink name={member.name} link={link} onClose={onClose} />;
  }
  return (
    <ConfirmDialog
      title={t("members.end.invite", { name: member.name })}
      submit={t("members.end.submitInvite")}
      send={() => invite().then(setLink)}
      onCancel={onClose}
    >
      <Text>{t("members.end.inviteText")}</Text>
    </ConfirmDialog>
  );
}
