import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client, enter } from "../../api.ts";
import { startAfresh } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { showFaults } from "../../ui/show-faults.ts";
import { words } from "./wording.ts";

const needed = isNotEmpty(words.missing);

export function SetupForm({ secret }: { secret: string }) {
  const navigate = useNavigate();
  const [fault, setFault] = useState<string>();
  const form = useForm({
    initialValues: { project: { name: "" }, owner: { name: "", email: "", password: "" } },
    validate: { project: { name: needed }, owner: { name: needed, email: needed, password: needed } },
  });
  const setUp = useMutation({
    mutationFn: async () => startAfresh(enter(await client.setUp({ body: { secret, ...form.values } }))),
    onSuccess: () => navigate({ to: "/preferences/access-tokens", replace: true }),
    onError: (error) => setFault(showFaults(form, error)),
  });

  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        () => setUp.mutate(),
        (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
      )}
    >
      <Stack>
        {fault && <FaultAlert>{fault}</FaultAlert>}
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
        <Button type="submit" fullWidth loading={setUp.isPending}>
          {words.submit}
        </Button>
      </Stack>
    </form>
  );
}
