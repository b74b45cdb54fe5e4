import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef } from "react";

interface SearchInputProps {
  label: string;
  hint: string;
  /** What the address bar says is searched for. */
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
}

/** Searches while one types. What it searches for stands in the address bar. */
export function SearchInput({ label, hint, value = "", onSearch }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback((text: string) => onSearch(text === "" ? undefined : text), 200);
  // The address bar may change under the input: the back button, Clear filters.
  useEffect(() => {
    const { current } = input;
    if (current && document.activeElement !== current) current.value = value;
  }, [value]);

  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={hint}
      defaultValue={value}
      maxLength={255}
      leftSection={<IconSearch size={18} aria-hidden />}
      onChange={({ currentTarget }) => search(currentTarget.value)}
      flex="1 1 auto"
      miw={180}
    />
  );
}
