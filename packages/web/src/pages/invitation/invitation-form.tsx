import { PasswordInput, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import type { Operations } from "@tokenhouse/sdk/client";
import { client, enter } from "../../api.ts";
import { t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { SubmitForm } from "../../ui/submit-form.tsx";

interface InvitationFormProps {
  secret: string;
  invited: Operations["showInvitation"]["answer"];
}

/** The invited person's name and password, and the way in. */
export function InvitationForm({ secret, invited }: InvitationFormProps) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: invited.name, password: "" },
    validate: { name: isNotEmpty(t("entry.missing")), password: isNotEmpty(t("entry.missing")) },
  });
  async function join(values: typeof form.values) {
    startAfresh(enter(await client.acceptInvitation({ body: { secret, ...values } })));
    await navigate({ to: "/preferences/access-tokens", replace: true });
  }
  return (
    <SubmitForm form={form} send={join} submit={t("entry.invitation.submit")} wide>
      <TextInput label={t("entry.email")} value={invited.email} readOnly autoComplete="username" />
      <TextInput label={t("entry.yourName")} autoComplete="name" {...form.getInputProps("name")} />
      <PasswordInput
        label={t("entry.password")}
        description={t("entry.passwordHelp")}
        autoComplete="new-password"
        ref={focusOnMount}
        {...form.getInputProps("password")}
      />
    </SubmitForm>
  );
}
