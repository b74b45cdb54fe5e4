import { Checkbox, Modal, PasswordInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Member } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import { useMemberChanges } from "./member-changes.ts";
import { endWords as words, menuWords, words as listWords } from "./wording.ts";

export interface MemberDialogProps {
  member: Member;
  onClose: () => void;
}

export function DeactivateDialog({ member, onClose }: MemberDialogProps) {
  const { change } = useMemberChanges(member);
  const [endTokens, setEndTokens] = useState(false);
  return (
    <ConfirmDialog
      title={words.deactivate(member.name)}
      submit={words.submitDeactivate}
      danger
      send={() => change({ active: false, endTokens }, menuWords.deactivated).then(onClose)}
      onCancel={onClose}
    >
      <Text>{words.deactivateText}</Text>
      <Checkbox
        label={words.endTokens}
        description={`${listWords.activeTokens(member.activeTokens)}. ${words.endTokensHelp}`}
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
    <Modal opened onClose={onClose} title={words.password(member.name)} returnFocus={false}>
      <SubmitForm
        form={form}
        send={(values) => change(values, menuWords.reset).then(onClose)}
        submit={words.reset}
        onCancel={onClose}
      >
        <Text>{words.passwordText}</Text>
        <PasswordInput
          label={words.newPassword}
          description={words.passwordHelp}
          autoComplete="new-password"
          data-autofocus
          {...form.getInputProps("password")}
        />
        <Checkbox
          label={words.endTokens}
          description={listWords.activeTokens(member.activeTokens)}
          {...form.getInputProps("endTokens", { type: "checkbox" })}
        />
      </SubmitForm>
    </Modal>
  );
}

export function RemoveDialog({ member, onClose, onGone }: MemberDialogProps & { onGone: () => void }) {
  const { remove } = useMemberChanges(member);
  return (
    <ConfirmDialog
      title={words.remove(member.name)}
      submit={words.submitRemove}
      danger
      send={() => remove().then(onGone)}
      onCancel={onClose}
    >
      <Text>{words.removeText}</Text>
      <Text c="dimmed" size="sm">
        {listWords.activeTokens(member.activeTokens)}
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
      title={words.invite(member.name)}
      submit={words.submitInvite}
      send={() => invite().then(setLink)}
      onCancel={onClose}
    >
      <Text>{words.inviteText}</Text>
    </ConfirmDialog>
  );
}
