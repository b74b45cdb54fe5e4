import { PasswordInput, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { client, enter } from "../../api.ts";
import { startAfresh } from "../../queries.ts";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { words } from "./wording.ts";

const needed = isNotEmpty(words.missing);

export function SetupForm({ secret }: { secret: string }) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { project: { name: "" }, owner: { name: "", email: "", password: "" } },
    validate: { project: { name: needed }, owner: { name: needed, email: needed, password: needed } },
  });
  async function setUp(values: typeof form.values) {
    startAfresh(enter(await client.setUp({ body: { secret, ...values } })));
    await navigate({ to: "/preferences/access-tokens", replace: true });
  }

  return (
    <SubmitForm form={form} send={setUp} submit={words.submit} wide>
      <TextInput
        label={words.project}
        description={words.projectHelp}
        ref={focusOnMount}
        {...form.getInputProps("project.name")}
      />
      <TextInput label={words.name} autoComplete="name" {...form.getInputProps("owner.name")} />
      <TextInput
        label={words.email}
        type="email"
        autoComplete="username"
        {...form.getInputProps("owner.email")}
      />
      <PasswordInput
        label={words.password}
        description={words.passwordHelp}
        autoComplete="new-password"
        {...form.getInputProps("owner.password")}
      />
    </SubmitForm>
  );
}
