import { Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Operations, Settings } from "@tokenhouse/sdk/client";
import { parseLifetime } from "../lifetime.ts";
import { SubmitForm } from "../ui/submit-form.tsx";
import { LifetimeField } from "./lifetime-field.tsx";
import { ScopesField } from "./scopes-field.tsx";
import { scopeFault } from "./scopes.ts";
import { ValueDialog, type ValueForm } from "./value-dialog.tsx";
import { generateWords as words } from "./wording.ts";

interface GenerateProps {
  settings: Settings;
  /** Creates the token, for oneself or for a service account. */
  create: (body: Operations["createToken"]["body"]) => Promise<{ value: string }>;
}

export function GenerateDialog({ onClose, ...generation }: GenerateProps & { onClose: () => void }) {
  return (
    <ValueDialog title={words.title} onClose={onClose}>
      {(form) => <GenerateForm {...generation} {...form} />}
    </ValueDialog>
  );
}

function GenerateForm({ settings, create, make, onCancel }: GenerateProps & ValueForm) {
  const form = useForm({
    initialValues: {
      name: "",
      lifetimeDays: String(settings.defaultLifetimeDays),
      description: "",
      scopes: [] as string[],
    },
    validate: { name: isNotEmpty(words.nameMissing), scopes: scopeFault },
  });
  return (
    <SubmitForm
      form={form}
      submit={words.submit}
      onCancel={onCancel}
      send={({ lifetimeDays, scopes, ...labels }) =>
        make(() =>
          create({ ...labels, lifetimeDays: parseLifetime(lifetimeDays), ...(scopes[0] && { scopes }) }),
        )
      }
    >
      <TextInput
        label={words.name}
        placeholder={words.nameHint}
        required
        data-autofocus
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <LifetimeField
        settings={settings}
        onPreset={(days) => form.setFieldValue("lifetimeDays", days)}
        {...form.getInputProps("lifetimeDays")}
        value={form.values.lifetimeDays}
      />
      <Textarea label={words.description} autosize minRows={2} {...form.getInputProps("description")} />
      <ScopesField
        catalogue={settings.scopeCatalogue}
        {...form.getInputProps("scopes")}
        value={form.values.scopes}
        onChange={(scopes) => form.setFieldValue("scopes", scopes)}
      />
    </SubmitForm>
  );
}
