import { TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { User } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { sessionQuery } from "../../queries.ts";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { t } from "../../i18n.ts";
import { PreferencesCard } from "./preferences-card.tsx";

export function ProfilePage() {
  const { data: signedIn } = useQuery(sessionQuery);
  return (
    <PreferencesCard title={t("preferences.profile")} intro={t("preferences.profilePage.intro")}>
      {signedIn && <ProfileForm user={signedIn.user} />}
    </PreferencesCard>
  );
}

function ProfileForm({ user }: { user: User }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { name: user.name },
    validate: { name: isNotEmpty(t("preferences.profilePage.nameMissing")) },
  });
  async function save(body: typeof form.values) {
    await client.changeProfile({ body });
    form.resetDirty();
    noticeDone(t("preferences.profilePage.saved"));
    await queryClient.invalidateQueries();
  }
  return (
    <SubmitForm form={form} send={save} submit={t("common.save")} disabled={!form.isDirty()}>
      <TextInput
        label={t("preferences.profilePage.name")}
        autoComplete="name"
        {...form.getInputProps("name")}
      />
      <TextInput
        label={t("preferences.profilePage.email")}
        description={t("preferences.profilePage.emailHelp")}
        value={user.email}
        readOnly
        autoComplete="username"
      />
    </SubmitForm>
  );
}
