import { Group, NativeSelect, TextInput } from "@mantine/core";
import { PersonSelect } from "../../people/person-select.tsx";
import { type AuditFilter, isUuid } from "./filter.ts";
import { actorWords, eventNames, filterWords as words } from "./wording.ts";

const EVENTS = [
  { value: "", label: words.anyEvent },
  ...Object.entries(eventNames).map(([group, events]) => ({
    group,
    items: Object.entries(events).map(([value, label]) => ({ value, label })),
  })),
];

interface AuditFilterBarProps {
  filter: AuditFilter;
  onChange: (part: keyof AuditFilter, value: string | undefined) => void;
}

/** Who, what, on which token, and when. All of it stands in the address bar. */
export function AuditFilterBar({ filter, onChange }: AuditFilterBarProps) {
  const dateOf = (part: "from" | "to") => (
    <TextInput
      type="date"
      label={words[part]}
      value={filter[part] ?? ""}
      onChange={({ currentTarget }) => onChange(part, currentTarget.value || undefined)}
      flex="0 1 150px"
    />
  );
  return (
    <Group gap="sm" align="end">
      <PersonSelect words={actorWords} value={filter.actor} onChange={(actor) => onChange("actor", actor)} />
      <NativeSelect
        aria-label={words.event}
        data={EVENTS}
        value={filter.event ?? ""}
        onChange={({ currentTarget }) => onChange("event", currentTarget.value || undefined)}
        flex="0 1 210px"
      />
      <TextInput
        key={filter.tokenId}
        aria-label={words.tokenId}
        placeholder={words.tokenId}
        defaultValue={filter.tokenId ?? ""}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) => {
          if (value === "" || isUuid(value)) onChange("tokenId", value || undefined);
        }}
        flex="1 1 200px"
      />
      {dateOf("from")}
      {dateOf("to")}
    </Group>
  );
}
