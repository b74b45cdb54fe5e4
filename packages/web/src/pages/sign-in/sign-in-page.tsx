import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { client, enter } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { setupQuery, startAfresh } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { FrontDoor } from "../../ui/front-door.tsx";
import { words } from "./wording.ts";

const route = getRouteApi("/signin");

export function SignInPage() {
  const { returnTo = "/" } = route.useSearch();
  const router = useRouter();
  const setup = useQuery(setupQuery);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: { email: isNotEmpty(words.emailMissing), password: isNotEmpty(words.passwordMissing) },
  });
  const signIn = useMutation({
    mutationFn: async () => startAfresh(enter(await client.signIn({ body: form.values }))),
    onSuccess: () => router.navigate({ href: returnTo, replace: true }),
    onError: () => form.getInputNode("password")?.focus(),
  });

  return (
    <FrontDoor title={words.title}>
      <form noValidate onSubmit={form.onSubmit(() => signIn.mutate())}>
        <Stack>
          {setup.data?.needed && (
            <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />}>
              {words.setupNeeded}
            </Alert>
          )}
          {signIn.isError && <FaultAlert>{faultText(signIn.error)}</FaultAlert>}
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            ref={focusOnMount}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={words.password}
            autoComplete="current-password"
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth loading={signIn.isPending}>
            {words.submit}
          </Button>
        </Stack>
      </form>
    </FrontDoor>
  );
}
