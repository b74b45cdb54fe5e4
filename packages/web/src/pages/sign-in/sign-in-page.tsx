import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { client, enter } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { setupQuery, startAfresh } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { FrontDoor } from "../../ui/front-door.tsx";

const route = getRouteApi("/signin");

export function SignInPage() {
  const { returnTo = "/" } = route.useSearch();
  const router = useRouter();
  const setup = useQuery(setupQuery);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: isNotEmpty(t("entry.signIn.emailMissing")),
      password: isNotEmpty(t("entry.signIn.passwordMissing")),
    },
  });
  const signIn = useMutation({
    mutationFn: async () => startAfresh(enter(await client.signIn({ body: form.values }))),
    onSuccess: () => router.navigate({ href: returnTo, replace: true }),
    onError: () => form.getInputNode("password")?.focus(),
  });

  return (
    <FrontDoor title={t("entry.signIn.title")}>
      <form
        noValidate
        onSubmit={form.onSubmit(
          () => signIn.mutate(),
          (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
        )}
      >
        <Stack>
          {setup.data?.needed && (
            <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />}>
              {t("entry.signIn.setupNeeded")}
            </Alert>
          )}
          {signIn.isError && <FaultAlert>{faultText(signIn.error)}</FaultAlert>}
          <TextInput
            label={t("entry.email")}
            type="email"
            autoComplete="username"
            ref={focusOnMount}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t("entry.password")}
            autoComplete="current-password"
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth loading={signIn.isPending}>
            {t("entry.signIn.title")}
          </Button>
        </Stack>
      </form>
    </FrontDoor>
  );
}
