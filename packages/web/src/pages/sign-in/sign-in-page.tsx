import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type ChangeEvent, type SubmitEvent, useEffect, useRef, useState } from "react";
import { client, enter } from "../../api.ts";
import { asksForCode, faultText } from "../../faults.ts";
import { t, type TextKey } from "../../i18n.ts";
import { setupQuery, startAfresh } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { CodeQuestion } from "./code-question.tsx";
import { IdentityButton } from "./identity-button.tsx";
import { signInQuery } from "./sign-in-query.ts";

const route = getRouteApi("/signin");

const NAMES = ["email", "password"] as const;

export function SignInPage() {
  const { returnTo = "/" } = route.useSearch();
  const router = useRouter();
  const setup = useQuery(setupQuery);
  const ways = useQuery(signInQuery);
  const [asked, setAsked] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const fields = { email, password };
  useEffect(() => email.current?.focus(), [email]);
  const [filled, setFilled] = useState({ email: "", password: "" });
  const enterWith = async (code?: string) => {
    startAfresh(enter(await client.signIn({ body: { ...filled, ...(code !== undefined && { code }) } })));
    await router.navigate({ href: returnTo, replace: true });
  };
  const signIn = useMutation({
    mutationFn: () => enterWith(),
    onError: (error) => asksForCode(error) || password.current?.focus(),
  });

  function send(event: SubmitEvent) {
    event.preventDefault();
    setAsked(true);
    const empty = NAMES.find((name) => filled[name].trim() === "");
    if (empty) fields[empty].current?.focus();
    else signIn.mutate();
  }
  const field = (name: (typeof NAMES)[number], missing: TextKey) => ({
    label: t(`entry.${name}`),
    ref: fields[name],
    value: filled[name],
    error: asked && filled[name].trim() === "" && t(missing),
    onChange: ({ currentTarget: { value } }: ChangeEvent<HTMLInputElement>) =>
      setFilled((before) => ({ ...before, [name]: value })),
  });

  if (asksForCode(signIn.error)) {
    return (
      <FrontDoor title={t("entry.code.title")}>
        <CodeQuestion send={enterWith} onBack={signIn.reset} />
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title={t("entry.signIn.title")}>
      <IdentityButton returnTo={returnTo} />
      <form noValidate onSubmit={send}>
        <Stack>
          {setup.data?.needed && (
            <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />}>
              {t("entry.signIn.setupNeeded")}
            </Alert>
          )}
          {signIn.isError && <FaultAlert>{faultText(signIn.error)}</FaultAlert>}
          <TextInput type="email" autoComplete="username" {...field("email", "entry.signIn.emailMissing")} />
          <PasswordInput
            autoComplete="current-password"
            {...field("password", "entry.signIn.passwordMissing")}
          />
          <Button
            type="submit"
            fullWidth
            variant={ways.data?.identityProvider ? "default" : "filled"}
            loading={signIn.isPending}
          >
            {t("entry.signIn.title")}
          </Button>
        </Stack>
      </form>
    </FrontDoor>
  );
}
