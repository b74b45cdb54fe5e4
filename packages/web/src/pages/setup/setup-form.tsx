import { PasswordInput, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { client, enter } from "../../api.ts";
import { t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { SubmitForm } from "../../ui/submit-form.tsx";

export function SetupForm({ secret }: { secret: string }) {
  const navigate = useNavigate();
  const needed = isNotEmpty(t("entry.missing"));
  const form = useForm({
    initialValues: { project: { name: "" }, owner: { name: "", email: "", password: "" } },
    validate: { project: { name: needed }, owner: { name: needed, email: needed, password: needed } },
  });
  async function setUp(values: typeof form.values) {
    startAfresh(enter(await client.setUp({ body: { secret, ...values } })));
    await navigate({ to: "/preferences/access-tokens", replace: true });
  }

  return (
    <SubmitForm form={form} send={setUp} submit={t("entry.setup.submit")} wide>
      <TextInput
        label={t("entry.setup.project")}
        description={t("entry.setup.projectHelp")}
        ref={focusOnMount}
        {...form.getInputProps("project.name")}
      />
      <TextInput label={t("entry.yourName")} autoComplete="name" {...form.getInputProps("owner.name")} />
      <TextInput
        label={t("entry.email")}
        type="email"
        autoComplete="username"
        {...form.getInputProps("owner.email")}
      />
      <PasswordInput
        label={t("entry.password")}
        description={t("entry.passwordHelp")}
        autoComplete="new-password"
        {...form.getInputProps("owner.password")}
      />
    </SubmitForm>
  );
}
