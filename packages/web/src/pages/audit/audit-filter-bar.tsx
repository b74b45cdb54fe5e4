import { Group, NativeSelect, TextInput } from "@mantine/core";
import { PersonSelect } from "../../people/person-select.tsx";
import { type AuditFilter, isUuid } from "./filter.ts";
import { EVENT_GROUPS, eventName } from "./events.ts";
import { t } from "../../i18n.ts";

const eventChoices = () => [
  { value: "", label: t("audit.filter.anyEvent") },
  ...EVENT_GROUPS.map(({ group, events }) => ({
    group: t(`audit.groups.${group}`),
    items: events.map((value) => ({ value, label: eventName(value) })),
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
      label={t(`audit.filter.${part}`)}
      value={filter[part] ?? ""}
      onChange={({ currentTarget }) => onChange(part, currentTarget.value || undefined)}
      flex="0 1 150px"
    />
  );
  return (
    <Group gap="sm" align="end">
      <PersonSelect
        words={{
          label: t("audit.actor.label"),
          anybody: t("audit.actor.anybody"),
          former: t("audit.actor.former"),
        }}
        value={filter.actor}
        onChange={(actor) => onChange("actor", actor)}
      />
      <NativeSelect
        aria-label={t("audit.filter.event")}
        data={eventChoices()}
        value={filter.event ?? ""}
        onChange={({ currentTarget }) => onChange("event", currentTarget.value || undefined)}
        flex="0 1 210px"
      />
      <TextInput
        key={filter.tokenId}
        aria-label={t("audit.filter.tokenId")}
        placeholder={t("audit.filter.tokenId")}
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
