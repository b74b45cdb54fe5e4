import { Button, Group } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { daysText } from "../../days.ts";
import { t } from "../../i18n.ts";
import { useNames } from "../../people/use-people.ts";
import { choiceName } from "./events.ts";
import type { AuditFilter } from "./filter.ts";

interface AuditFilterChipsProps {
  filter: AuditFilter;
  onChange: (parts: Partial<Record<keyof AuditFilter, undefined>>) => void;
  onClear: () => void;
}

/** What the log is narrowed by; each goes with a click. */
export function AuditFilterChips({ filter, onChange, onClear }: AuditFilterChipsProps) {
  const names = useNames();
  const { actor, event, tokenId, from, to } = filter;
  const days = daysText(from, to);
  const chips = [
    { parts: { actor: undefined }, text: actor && (names.get(actor) ?? t("audit.actor.former")) },
    { parts: { event: undefined }, text: event && choiceName(event) },
    { parts: { from: undefined, to: undefined }, text: days },
    { parts: { tokenId: undefined }, text: tokenId && t("audit.filter.token", { id: tokenId.slice(0, 8) }) },
  ];
  const shown = chips.filter(({ text }) => text !== undefined && text !== "");
  if (shown.length === 0) return null;
  return (
    <Group component="fieldset" className="chips" gap="xs" aria-label={t("audit.filter.set")}>
      {shown.map(({ parts, text }) => (
        <Button
          key={text}
          size="compact-sm"
          variant="default"
          radius="xl"
          fw={500}
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={t("audit.filter.remove", { filter: text })}
          onClick={() => onChange(parts)}
        >
          {text}
        </Button>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t("audit.clear")}
      </Button>
    </Group>
  );
}
