import { Group, NativeSelect, TextInput } from "@mantine/core";
import { t } from "../../i18n.ts";
import { PersonSelect } from "../../people/person-select.tsx";
import { DaysField } from "./days-field.tsx";
import { choiceName, EVENT_GROUPS } from "./events.ts";
import { type AuditFilter, isUuid } from "./filter.ts";

const eventChoices = () => [
  { value: "", label: t("audit.filter.anyEvent") },
  ...EVENT_GROUPS.map(({ group, all, events }) => ({
    group: t(`audit.groups.${group}`),
    items: [...(all === undefined ? [] : [all]), ...events].map((value) => ({
      value,
      label: choiceName(value),
    })),
  })),
];

interface AuditFilterBarProps {
  filter: AuditFilter;
  onChange: (parts: Partial<Record<keyof AuditFilter, string | undefined>>) => void;
}

/** Who, what, on which token, and when. All of it stands in the address bar. */
export function AuditFilterBar({ filter, onChange }: AuditFilterBarProps) {
  return (
    <Group gap="sm">
      <PersonSelect
        words={{
          label: t("audit.actor.label"),
          anybody: t("audit.actor.anybody"),
          former: t("audit.actor.former"),
        }}
        value={filter.actor}
        onChange={(actor) => onChange({ actor })}
      />
      <NativeSelect
        aria-label={t("audit.filter.event")}
        data={eventChoices()}
        value={filter.event ?? ""}
        onChange={({ currentTarget }) => onChange({ event: currentTarget.value || undefined })}
        flex="1 1 190px"
        maw={260}
      />
      <DaysField filter={filter} onChange={onChange} />
      <TextInput
        key={filter.tokenId}
        aria-label={t("audit.filter.tokenId")}
        placeholder={t("audit.filter.tokenId")}
        defaultValue={filter.tokenId ?? ""}
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget: { value } }) => {
          if (value === "" || isUuid(value)) onChange({ tokenId: value || undefined });
        }}
        flex="1 1 200px"
        maw={320}
      />
    </Group>
  );
}
