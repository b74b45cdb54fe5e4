import { Stack, Switch, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { SettingsValues } from "./settings-values.ts";
import { t } from "../../i18n.ts";

export function RuleFields({ form }: { form: UseFormReturnType<SettingsValues> }) {
  const switchOf = (field: "tokensEnabled" | "everyoneMayGenerate" | "requireRevokeBeforeDelete") => (
    <Switch
      label={t(`settings.fields.${field}`)}
      description={t(`settings.help.${field}`)}
      {...form.getInputProps(field, { type: "checkbox" })}
    />
  );
  const daysOf = (field: "maxLifetimeDays" | "defaultLifetimeDays") => (
    <TextInput
      label={t(`settings.fields.${field}`)}
      description={t(`settings.help.${field}`)}
      maw={560}
      autoComplete="off"
      {...form.getInputProps(field)}
    />
  );
  return (
    <Stack gap="lg">
      {switchOf("tokensEnabled")}
      {switchOf("everyoneMayGenerate")}
      {daysOf("maxLifetimeDays")}
      {daysOf("defaultLifetimeDays")}
      {switchOf("requireRevokeBeforeDelete")}
    </Stack>
  );
}
