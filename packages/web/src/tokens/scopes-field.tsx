import { Stack, TagsInput, type TagsInputProps, Text } from "@mantine/core";
import type { Settings } from "@tokenhouse/sdk/client";
import { splitScopes } from "./scopes.ts";
import { generateWords as words } from "./wording.ts";

interface ScopesFieldProps extends TagsInputProps {
  catalogue: Settings["scopeCatalogue"];
  value: string[];
  onChange: (scopes: string[]) => void;
}

/** Scopes, typed freely or chosen from the project's catalogue, which says what each is for. */
export function ScopesField({ catalogue, onChange, ...input }: ScopesFieldProps) {
  const meanings = new Map(catalogue.map(({ scope, description }) => [scope, description]));
  return (
    <TagsInput
      label={words.scopes}
      description={words.scopesHelp}
      placeholder={input.value.length === 0 ? words.scopesHint : ""}
      splitChars={[",", " "]}
      acceptValueOnBlur
      data={[...meanings.keys()]}
      // Below would be the dialog's buttons.
      comboboxProps={{ position: "top" }}
      renderOption={({ option }) => (
        <Stack gap={0}>
          <Text span size="sm" fw={600}>
            {option.value}
          </Text>
          <Text span size="xs" c="dimmed">
            {meanings.get(option.value)}
          </Text>
        </Stack>
      )}
      {...input}
      onChange={(typed) => onChange(splitScopes(typed))}
    />
  );
}
