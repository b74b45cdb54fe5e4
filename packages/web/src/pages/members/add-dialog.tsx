import { Modal, PasswordInput, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Member, Operations } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { client } from "../../api.ts";
import { ChoiceField } from "../../people/choice-field.tsx";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import { useRereadMembers } from "./member-changes.ts";
import { t } from "../../i18n.ts";

type NewMember = Required<Operations["addMember"]["body"]>;

interface AddDialogProps {
  roles: { value: Member["role"]; label: string; help: string }[];
  onClose: () => void;
}

/** Adds a person; for somebody new without a password it ends with their one-time link. */
export function AddDialog({ roles, onClose }: AddDialogProps) {
  const reread = useRereadMembers();
  const [link, setLink] = useState<string>();
  const form = useForm<NewMember>({
    initialValues: { email: "", name: "", role: "member", password: "" },
    validate: {
      email: isNotEmpty(t("members.addition.missing")),
      name: isNotEmpty(t("members.addition.missing")),
    },
  });
  async function add({ password, ...person }: NewMember) {
    const body = { ...person, ...(password !== "" && { password }) };
    const { invitationLink } = await client.addMember({ body });
    await reread();
    if (invitationLink !== undefined) return setLink(invitationLink);
    noticeDone(t("members.addition.added"), t("members.addition.addedText"));
    onClose();
  }

  if (link !== undefined) {
    return <InvitationLink name={form.values.name} link={link} onClose={onClose} />;
  }
  return (
    <Modal opened onClose={onClose} title={t("members.addition.title")} returnFocus={false}>
      <SubmitForm form={form} send={add} submit={t("members.addition.submit")} onCancel={onClose}>
        <TextInput
          label={t("members.addition.email")}
          type="email"
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("email")}
        />
        <TextInput
          label={t("members.addition.name")}
          required
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <ChoiceField label={t("members.addition.role")} choices={roles} input={form.getInputProps("role")} />
        <PasswordInput
          label={t("members.addition.password")}
          description={t("members.addition.passwordHelp")}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
      </SubmitForm>
    </Modal>
  );
}
