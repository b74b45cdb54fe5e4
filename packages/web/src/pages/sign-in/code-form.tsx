import { Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { t } from "../../i18n.ts";
import { atFields } from "../../ui/field-fault.ts";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { SubmitForm } from "../../ui/submit-form.tsx";

export interface CodeFormProps {
  /** Signs in with the code besides what was filled in before. */
  send: (code: string) => Promise<unknown>;
  onBack: () => void;
}

export function CodeForm({ send, onBack }: CodeFormProps) {
  const form = useForm({
    initialValues: { code: "" },
    validate: { code: isNotEmpty(t("preferences.secondFactor.codeMissing")) },
  });
  const wrong = { code: "second_factor_refused", path: "code", message: t("entry.code.wrong") };
  return (
    <SubmitForm
      form={form}
      send={({ code }) => send(code).catch(atFields(wrong))}
      submit={t("entry.signIn.title")}
      onCancel={onBack}
    >
      <Text>{t("entry.code.text")}</Text>
      <TextInput
        ref={focusOnMount}
        label={t("entry.code.label")}
        description={t("entry.code.help")}
        autoComplete="one-time-code"
        {...form.getInputProps("code")}
      />
    </SubmitForm>
  );
}
