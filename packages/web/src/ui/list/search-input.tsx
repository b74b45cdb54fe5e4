import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ClipboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from "react";

interface SearchInputProps {
  label: string;
  hint: string;
  /** What the address bar says is searched for. */
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
  /** Is shown every text that is whole: pasted, or left behind. What it answers stands in the field instead. */
  onWhole?: (text: string) => string | undefined;
  /** What there is to say about what was typed. */
  note?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

/** Searches while one types. What it searches for stands in the address bar. */
export function SearchInput({ label, hint, value = "", onSearch, onWhole, note, ref }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => input.current as HTMLInputElement);
  const search = useDebouncedCallback((text: string) => onSearch(text === "" ? undefined : text), 150);
  // The address bar may change under the input: the back button, Clear filters.
  useEffect(() => {
    const { current } = input;
    if (current && document.activeElement !== current) current.value = value;
  }, [value]);

  function replace(field: HTMLInputElement, text: string): boolean {
    const instead = onWhole?.(text);
    if (instead === undefined) return false;
    search.cancel();
    field.value = instead;
    return true;
  }

  function paste(event: ClipboardEvent<HTMLInputElement>) {
    if (replace(event.currentTarget, event.clipboardData.getData("text"))) event.preventDefault();
  }

  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={hint}
      defaultValue={value}
      maxLength={255}
      // What is typed here may be a secret: no browser is to keep it or to send it to be spelt.
      autoComplete="off"
      spellCheck={false}
      leftSection={<IconSearch size={16} aria-hidden />}
      onPaste={paste}
      onBlur={({ currentTarget }) => replace(currentTarget, currentTarget.value)}
      onChange={({ currentTarget }) => search(currentTarget.value)}
      description={note}
      inputWrapperOrder={["input", "description"]}
      flex="1 1 auto"
      miw={180}
    />
  );
}
