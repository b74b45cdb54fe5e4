import { TextInput } from "@mantine/core";

interface TypedConfirmationProps {
  label: string;
  typed: string;
  onType: (typed: string) => void;
}

/** A pause before what cannot be undone: something has to be typed. */
export function TypedConfirmation({ label, typed, onType }: TypedConfirmationProps) {
  return (
    <TextInput
      label={label}
      value={typed}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
      data-autofocus
    />
  );
}
