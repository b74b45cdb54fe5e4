import { Modal, Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Operations, ServiceAccount } from "@tokenhouse/sdk/client";
import { ChoiceField } from "../../people/choice-field.tsx";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { useAccountChanges } from "./account-changes.ts";
import { t } from "../../i18n.ts";

type AccountValues = Operations["addServiceAccount"]["body"];

const ROLES = ["member", "verifier", "admin"] as const;

interface FormDialogProps {
  title: string;
  submit: string;
  initialValues: AccountValues;
  send: (values: AccountValues) => Promise<unknown>;
  onClose: () => void;
}

/** Name and role, of a new service account or one that there is. */
export function AccountFormDialog({ title, submit, initialValues, send, onClose }: FormDialogProps) {
  const form = useForm({
    initialValues,
    validate: { name: isNotEmpty(t("serviceAccounts.form.nameMissing")) },
  });
  return (
    <Modal opened onClose={onClose} title={title} returnFocus={false}>
      <SubmitForm form={form} send={send} submit={submit} onCancel={onClose}>
        <TextInput
          label={t("serviceAccounts.form.name")}
          description={t("serviceAccounts.form.nameHelp")}
          placeholder={t("serviceAccounts.form.nameHint")}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <ChoiceField
          label={t("serviceAccounts.form.role")}
          choices={ROLES.map((value) => ({
            value,
            label: t(`serviceAccounts.roles.${value}`),
            help: t(`serviceAccounts.roleHelp.${value}`),
          }))}
          input={form.getInputProps("role")}
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
      title={t("serviceAccounts.form.editTitle")}
      submit={t("serviceAccounts.form.save")}
      initialValues={{ name, role }}
      send={(values) => change(values, t("serviceAccounts.form.changed")).then(onClose)}
      onClose={onClose}
    />
  );
}

/** What the refusal to deactivate an account with active tokens leads to. */
export function RevokeAllDialog({ account, onClose }: AccountDialogProps) {
  const { change } = useAccountChanges(account);
  return (
    <ConfirmDialog
      title={t("serviceAccounts.question.deactivateTitle")}
      submit={t("serviceAccounts.question.revokeAll")}
      danger
      send={() =>
        change({ active: false, revokeTokens: true }, t("serviceAccounts.menu.deactivated")).then(onClose)
      }
      onCancel={onClose}
    >
      <Text fw={600} className="as-typed">
        {t("serviceAccounts.question.hasActive", { name: account.name, count: account.activeTokens })}
      </Text>
      <Text>{t("serviceAccounts.question.revokeAllText")}</Text>
    </ConfirmDialog>
  );
}

export function DeleteAccountDialog({ account, onClose, onGone }: AccountDialogProps) {
  const { remove } = useAccountChanges(account);
  return (
    <ConfirmDialog
      title={t("serviceAccounts.question.deleteTitle")}
      submit={t("serviceAccounts.question.deleteSubmit")}
      danger
      send={() => remove().then(onGone)}
      onCancel={onClose}
    >
      <Text fw={600} className="as-typed">
        {t("serviceAccounts.question.delete", { name: account.name })}
      </Text>
      <Text>{t("serviceAccounts.question.deleteText")}</Text>
    </ConfirmDialog>
  );
}
