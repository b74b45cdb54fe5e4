import { Radio, Stack } from "@mantine/core";

interface ChoiceFieldProps {
  label: string;
  choices: readonly { value: string; label: string; help: string }[];
  /** What a form hands to its fields. */
  input: object;
}

/** One of a few, each with what it means. */
export function ChoiceField({ label, choices, input }: ChoiceFieldProps) {
  return (
    <Radio.Group label={label} {...input}>
      <Stack gap="xs" mt={6}>
        {choices.map(({ value, label, help }) => (
          <Radio key={value} value={value} label={label} description={help} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
