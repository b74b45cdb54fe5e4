import { Box, Code, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Operations } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { atFields } from "../../ui/field-fault.ts";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { QrCode } from "../../ui/qr-code.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";

type Enrolment = Operations["beginSecondFactor"]["answer"];

/** Somebody who left their browser open must not find that another's app is asked for from now on. */
export function BeginForm({ onBegun }: { onBegun: (enrolment: Enrolment) => void }) {
  const form = useForm({
    initialValues: { password: "" },
    validate: { password: isNotEmpty(t("preferences.passwordPage.currentMissing")) },
  });
  const begin = (body: typeof form.values) =>
    client.beginSecondFactor({ body }).catch(wrongPassword()).then(onBegun);
  return (
    <SubmitForm form={form} send={begin} submit={t("preferences.secondFactor.begin")}>
      <Text>{t("preferences.secondFactor.none")}</Text>
      <PasswordInput
        label={t("preferences.passwordPage.current")}
        autoComplete="current-password"
        {...form.getInputProps("password")}
      />
    </SubmitForm>
  );
}

interface ConfirmFormProps {
  enrolment: Enrolment;
  onConfirmed: (recoveryCodes: readonly string[]) => Promise<unknown>;
  onCancel: () => void;
}

/** The secret, to be scanned or typed, and the first code of it. */
export function ConfirmForm({ enrolment: { secret, uri }, onConfirmed, onCancel }: ConfirmFormProps) {
  const form = useForm({
    initialValues: { code: "" },
    validate: { code: isNotEmpty(t("preferences.secondFactor.codeMissing")) },
  });
  async function confirm(body: typeof form.values) {
    const { recoveryCodes } = await client.confirmSecondFactor({ body }).catch(wrongCode());
    await onConfirmed(recoveryCodes);
  }
  return (
    <SubmitForm form={form} send={confirm} submit={t("preferences.secondFactor.confirm")} onCancel={onCancel}>
      <Text>{t("preferences.secondFactor.scan")}</Text>
      <Box>
        <QrCode text={uri} label={t("preferences.secondFactor.qrCode")} />
      </Box>
      <Stack gap={4}>
        <Text size="sm">{t("preferences.secondFactor.typed")}</Text>
        <Code block className="snippet">
          {secret.replaceAll(/.{4}(?=.)/g, "$& ")}
        </Code>
      </Stack>
      <TextInput
        ref={focusOnMount}
        label={t("preferences.secondFactor.code")}
        description={t("preferences.secondFactor.codeHelp")}
        autoComplete="one-time-code"
        inputMode="numeric"
        {...form.getInputProps("code")}
      />
    </SubmitForm>
  );
}

function wrongPassword() {
  return atFields({
    code: "invalid_credentials",
    path: "password",
    message: t("preferences.passwordPage.currentWrong"),
  });
}

function wrongCode() {
  return atFields({ code: "second_factor_refused", path: "code", message: t("entry.code.wrong") });
}
