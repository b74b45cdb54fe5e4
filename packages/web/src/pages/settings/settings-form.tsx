import { Card, Text, Title } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import type { Settings } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { client } from "../../api.ts";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { CatalogueFields } from "./catalogue-fields.tsx";
import { RuleFields } from "./rule-fields.tsx";
import { type Proposal, SaveDialog } from "./save-dialog.tsx";
import { changeOf, type SettingsValues, validateSettings, valuesOf } from "./settings-values.ts";
import { t } from "../../i18n.ts";

/** For the owner: nothing is saved before it was said what the change touches. */
export function SettingsForm({ settings }: { settings: Settings }) {
  const [proposal, setProposal] = useState<Proposal>();
  const form = useForm<SettingsValues>({ initialValues: valuesOf(settings), validate: validateSettings });
  async function propose(values: SettingsValues) {
    const change = changeOf(settings, values);
    setProposal({ change, preview: await client.previewSettings({ body: change }) });
  }
  const isUnchanged = Object.keys(changeOf(settings, form.values)).length === 0;
  return (
    <>
      <SubmitForm form={form} send={propose} submit={t("settings.save")} disabled={isUnchanged}>
        <SettingsFields form={form} />
      </SubmitForm>
      {proposal && (
        <SaveDialog settings={settings} proposal={proposal} onClose={() => setProposal(undefined)} />
      )}
    </>
  );
}

/** For everybody else. */
export function SettingsAsTheyAre({ settings }: { settings: Settings }) {
  const form = useForm<SettingsValues>({ initialValues: valuesOf(settings) });
  return (
    <fieldset disabled className="plain-fieldset">
      <SettingsFields form={form} />
    </fieldset>
  );
}

function SettingsFields({ form }: { form: UseFormReturnType<SettingsValues> }) {
  return (
    <>
      <Card className="quiet-card" withBorder radius="lg" padding="lg">
        <Title order={2} mb="md">
          {t("settings.rules")}
        </Title>
        <RuleFields form={form} />
      </Card>
      <Card className="quiet-card" withBorder radius="lg" padding="lg">
        <Title order={2}>{t("settings.fields.scopeCatalogue")}</Title>
        <Text c="dimmed" mb="md">
          {t("settings.help.scopeCatalogue")}
        </Text>
        <CatalogueFields form={form} />
      </Card>
    </>
  );
}
