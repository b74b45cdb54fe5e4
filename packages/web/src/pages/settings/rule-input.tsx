import { Switch, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { t } from "../../i18n.ts";
import type { RuleField, SettingsValues } from "./settings-values.ts";

/** A rule with what it means: a switch, or a number of days. */
export function RuleInput({ form, field }: { form: UseFormReturnType<SettingsValues>; field: RuleField }) {
  const words = { label: t(`settings.fields.${field}`), description: t(`settings.help.${field}`) };
  if (typeof form.values[field] === "boolean") {
    return <Switch {...words} {...form.getInputProps(field, { type: "checkbox" })} />;
  }
  return (
    <TextInput
      {...words}
      maw={460}
      autoComplete="off"
      inputWrapperOrder={["label", "input", "description", "error"]}
      {...form.getInputProps(field)}
    />
  );
}
