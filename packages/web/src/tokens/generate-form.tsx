import { Button, Group, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Settings } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { client } from "../api.ts";
import { parseLifetime } from "../lifetime.ts";
import { TOKENS_KEY } from "../queries.ts";
import { FaultAlert } from "../ui/fault-alert.tsx";
import { showFaults } from "../ui/show-faults.ts";
import { LifetimeField } from "./lifetime-field.tsx";
import { scopeFault, splitScopes } from "./scopes.ts";
import { generateWords as words } from "./wording.ts";

/** By which the dialog around the form knows that a token is being made. */
export const GENERATION_KEY = ["generate"];

interface GenerateFormProps {
  settings: Settings;
  onMade: (value: string) => void;
  onCancel: () => void;
}

export function GenerateForm({ settings, onMade, onCancel }: GenerateFormProps) {
  const queryClient = useQueryClient();
  const [fault, setFault] = useState<string>();
  const form = useForm({
    initialValues: {
      name: "",
      lifetimeDays: String(settings.defaultLifetimeDays),
      description: "",
      scopes: [] as string[],
    },
    validate: { name: isNotEmpty(words.nameMissing), scopes: scopeFault },
  });
  const generation = useMutation({
    mutationKey: GENERATION_KEY,
    // Hands the value on without returning it: what is returned would stay in the mutation cache.
    mutationFn: async () => {
      const { lifetimeDays, scopes, ...labels } = form.values;
      const body = { ...labels, lifetimeDays: parseLifetime(lifetimeDays), ...(scopes[0] && { scopes }) };
      onMade((await client.createToken({ body })).value);
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY }),
    onError: (error) => setFault(showFaults(form, error)),
  });

  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        () => generation.mutate(),
        (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
      )}
    >
      <Stack>
        {fault && <FaultAlert>{fault}</FaultAlert>}
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
        <TagsInput
          label={words.scopes}
          description={words.scopesHelp}
          placeholder={form.values.scopes.length === 0 ? words.scopesHint : ""}
          splitChars={[",", " "]}
          acceptValueOnBlur
          {...form.getInputProps("scopes")}
          onChange={(typed) => form.setFieldValue("scopes", splitScopes(typed))}
        />
        <Group justify="end">
          <Button variant="default" onClick={onCancel}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={generation.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
