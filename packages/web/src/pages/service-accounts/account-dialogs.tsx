import { Modal, NativeSelect, Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Operations, ServiceAccount } from "@tokenhouse/sdk/client";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { useAccountChanges } from "./account-changes.ts";
import { formWords, menuWords, questionWords as words, ROLES } from "./wording.ts";

type AccountValues = Operations["addServiceAccount"]["body"];

interface FormDialogProps {
  title: string;
  submit: string;
  initialValues: AccountValues;
  send: (values: AccountValues) => Promise<unknown>;
  onClose: () => void;
}

/** Name and role, of a new service account or one that there is. */
export function AccountFormDialog({ title, submit, initialValues, send, onClose }: FormDialogProps) {
  const form = useForm({ initialValues, validate: { name: isNotEmpty(formWords.nameMissing) } });
  return (
    <Modal opened onClose={onClose} title={title} returnFocus={false}>
      <SubmitForm form={form} send={send} submit={submit} onCancel={onClose}>
        <TextInput
          label={formWords.name}
          description={formWords.nameHelp}
          placeholder={formWords.nameHint}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <NativeSelect
          label={formWords.role}
          description={formWords.roleHelp}
          data={ROLES}
          {...form.getInputProps("role")}
        />
      </SubmitForm>
    </Modal>
  );
}

interface AccountDialogProps {
  account: ServiceAccount;
  onClose: () => void;
  /** Closes the dialog of an account that is there no more. */
  onGone: () => void;
}

export function EditDialog({ account, onClose }: AccountDialogProps) {
  const { change } = useAccountChanges(account);
  const { name, role } = account;
  return (
    <AccountFormDialog
      title={formWords.editTitle}
      submit={formWords.save}
      initialValues={{ name, role }}
      send={(values) => change(values, formWords.changed).then(onClose)}
      onClose={onClose}
    />
  );
}

/** What the refusal to deactivate an account with active tokens leads to. */
export function RevokeAllDialog({ account, onClose }: AccountDialogProps) {
  const { change } = useAccountChanges(account);
  return (
    <ConfirmDialog
      title={words.deactivateTitle}
      submit={words.revokeAll}
      danger
      send={() => change({ active: false, revokeTokens: true }, menuWords.deactivated).then(onClose)}
      onCancel={onClose}
    >
      <Text fw={600} className="as-typed">
        {words.hasActive(account)}
      </Text>
      <Text>{words.revokeAllText}</Text>
    </ConfirmDialog>
  );
}

export function DeleteAccountDialog({ account, onClose, onGone }: AccountDialogProps) {
  const { remove } = useAccountChanges(account);
  return (
    <ConfirmDialog
      title={words.deleteTitle}
      submit={words.deleteSubmit}
      danger
      send={() => remove().then(onGone)}
      onCancel={onClose}
    >
      <Text fw={600} className="as-typed">
        {words.delete(account.name)}
      </Text>
      <Text>{words.deleteText}</Text>
    </ConfirmDialog>
  );
}
