import { PasswordInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { sessionQuery } from "../../queries.ts";
import { atFields } from "../../ui/field-fault.ts";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { t } from "../../i18n.ts";
import { PreferencesCard } from "./preferences-card.tsx";

export function PasswordPage() {
  const { data: signedIn } = useQuery(sessionQuery);
  const form = useForm({
    initialValues: { current: "", password: "" },
    validate: { current: isNotEmpty(t("preferences.passwordPage.currentMissing")) },
  });
  const message = t("preferences.passwordPage.currentWrong");
  const wrong = { code: "invalid_credentials", path: "current", message };
  async function change(body: typeof form.values) {
    await client.changePassword({ body }).catch(atFields(wrong));
    form.reset();
    noticeDone(t("preferences.passwordPage.changed"), t("preferences.passwordPage.changedText"));
  }
  if (signedIn && !signedIn.hasPassword) {
    return (
      <PreferencesCard title={t("preferences.password")} intro={t("preferences.passwordPage.none")}>
        {null}
      </PreferencesCard>
    );
  }
  return (
    <PreferencesCard title={t("preferences.password")} intro={t("preferences.passwordPage.intro")}>
      <SubmitForm form={form} send={change} submit={t("preferences.passwordPage.submit")}>
        {/* So that a password manager knows whose password changes. */}
        <input type="text" autoComplete="username" value={signedIn?.user.email ?? ""} readOnly hidden />
        <PasswordInput
          label={t("preferences.passwordPage.current")}
          autoComplete="current-password"
          {...form.getInputProps("current")}
        />
        <PasswordInput
          label={t("preferences.passwordPage.fresh")}
          description={t("preferences.passwordPage.freshHelp")}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
      </SubmitForm>
    </PreferencesCard>
  );
}
