import { PasswordInput, Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Operations } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { longTime } from "../../time.ts";
import { atFields } from "../../ui/field-fault.ts";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";

interface RemoveFormProps {
  factor: Operations["getSecondFactor"]["answer"];
  onRemoved: () => Promise<unknown>;
}

/** What there is, and how it ends: by the password and a code. */
export function RemoveForm({ factor: { since, recoveryCodesLeft }, onRemoved }: RemoveFormProps) {
  const form = useForm({
    initialValues: { password: "", code: "" },
    validate: {
      password: isNotEmpty(t("preferences.passwordPage.currentMissing")),
      code: isNotEmpty(t("preferences.secondFactor.codeMissing")),
    },
  });
  async function remove(body: typeof form.values) {
    await client.removeSecondFactor({ body }).catch(
      atFields(
        {
          code: "invalid_credentials",
          path: "password",
          message: t("preferences.passwordPage.currentWrong"),
        },
        { code: "second_factor_refused", path: "code", message: t("entry.code.wrong") },
      ),
    );
    noticeDone(t("preferences.secondFactor.removed"), t("preferences.secondFactor.removedText"));
    await onRemoved();
  }
  return (
    <SubmitForm form={form} send={remove} submit={t("preferences.secondFactor.remove")}>
      <Text>{t("preferences.secondFactor.since", { when: longTime(since ?? "") })}</Text>
      <Text size="sm">{t("preferences.secondFactor.left", { count: recoveryCodesLeft })}</Text>
      <PasswordInput
        label={t("preferences.passwordPage.current")}
        autoComplete="current-password"
        {...form.getInputProps("password")}
      />
      <TextInput
        label={t("entry.code.label")}
        description={t("entry.code.help")}
        autoComplete="one-time-code"
        {...form.getInputProps("code")}
      />
    </SubmitForm>
  );
}
