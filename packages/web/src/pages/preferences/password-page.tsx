import { PasswordInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { TokenhouseError } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { sessionQuery } from "../../queries.ts";
import { noticeDone } from "../../ui/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { PreferencesCard } from "./preferences-card.tsx";
import { passwordWords as words, words as pageWords } from "./wording.ts";

export function PasswordPage() {
  const { data: signedIn } = useQuery(sessionQuery);
  const form = useForm({
    initialValues: { current: "", password: "" },
    validate: { current: isNotEmpty(words.currentMissing) },
  });
  async function change(body: typeof form.values) {
    await client.changePassword({ body }).catch(atCurrent);
    form.reset();
    noticeDone(words.changed, words.changedText);
  }
  return (
    <PreferencesCard title={pageWords.password} intro={words.intro}>
      <SubmitForm form={form} send={change} submit={words.submit}>
        {/* So that a password manager knows whose password changes. */}
        <input type="text" autoComplete="username" value={signedIn?.user.email ?? ""} readOnly hidden />
        <PasswordInput
          label={words.current}
          autoComplete="current-password"
          {...form.getInputProps("current")}
        />
        <PasswordInput
          label={words.fresh}
          description={words.freshHelp}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
      </SubmitForm>
    </PreferencesCard>
  );
}

/** A wrong password is the fault of its field. */
function atCurrent(error: unknown): never {
  if (!(error instanceof TokenhouseError) || error.code !== "invalid_credentials") throw error;
  const { code, detail, status } = error;
  throw new TokenhouseError({
    code,
    detail,
    status,
    errors: [{ path: "current", message: words.currentWrong }],
  });
}
