import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import type { Operations } from "@tokenhouse/sdk/client";
import { client, enter } from "../../api.ts";
import { asksForCode, faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { CodeQuestion } from "./code-question.tsx";
import { takeReturnTo } from "./return-to.ts";

type Connecting = NonNullable<Operations["signInWithIdentity"]["answer"]["connecting"]>;

/** An account with a password is opened to its person's identity by that password, once. */
export function ConnectForm({ connecting: { email, identity } }: { connecting: Connecting }) {
  const router = useRouter();
  const [password, setPassword] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [field]);
  const enterWith = async (code?: string) => {
    const body = { email, password, identity, ...(code !== undefined && { code }) };
    startAfresh(enter(await client.signIn({ body })));
    await router.navigate({ href: takeReturnTo(), replace: true });
  };
  const signIn = useMutation({ mutationFn: () => enterWith() });
  function send(event: SubmitEvent) {
    event.preventDefault();
    if (password !== "") signIn.mutate();
  }
  if (asksForCode(signIn.error)) return <CodeQuestion send={enterWith} onBack={signIn.reset} />;
  return (
    <form noValidate onSubmit={send}>
      <Stack>
        <Text>{t("entry.identity.connectText")}</Text>
        {signIn.isError && <FaultAlert>{faultText(signIn.error)}</FaultAlert>}
        <TextInput label={t("entry.email")} autoComplete="username" value={email} readOnly />
        <PasswordInput
          label={t("entry.password")}
          autoComplete="current-password"
          ref={field}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Button type="submit" fullWidth loading={signIn.isPending} disabled={password === ""}>
          {t("entry.identity.connectSubmit")}
        </Button>
      </Stack>
    </form>
  );
}
