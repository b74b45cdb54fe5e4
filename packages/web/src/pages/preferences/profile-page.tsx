import { TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { User } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { sessionQuery } from "../../queries.ts";
import { noticeDone } from "../../ui/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { PreferencesCard } from "./preferences-card.tsx";
import { profileWords, words } from "./wording.ts";

export function ProfilePage() {
  const { data: signedIn } = useQuery(sessionQuery);
  return (
    <PreferencesCard title={words.profile} intro={profileWords.intro}>
      {signedIn && <ProfileForm user={signedIn.user} />}
    </PreferencesCard>
  );
}

function ProfileForm({ user }: { user: User }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { name: user.name },
    validate: { name: isNotEmpty(profileWords.nameMissing) },
  });
  async function save(body: typeof form.values) {
    await client.changeProfile({ body });
    form.resetDirty();
    noticeDone(profileWords.saved);
    await queryClient.invalidateQueries();
  }
  return (
    <SubmitForm form={form} send={save} submit={profileWords.submit} disabled={!form.isDirty()}>
      <TextInput label={profileWords.name} autoComplete="name" {...form.getInputProps("name")} />
      <TextInput
        label={profileWords.email}
        description={profileWords.emailHelp}
        value={user.email}
        readOnly
        autoComplete="username"
      />
    </SubmitForm>
  );
}
