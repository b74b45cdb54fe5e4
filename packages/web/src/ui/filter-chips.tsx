import { Button, Group } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { t } from "../i18n.ts";

/** One thing that a list is narrowed by, in words. */
export interface FilterChip {
  id: string;
  text: string;
  onRemove: () => void;
}

interface FilterChipsProps {
  chips: readonly FilterChip[];
  onClear: () => void;
}

/** What a list is narrowed by; each goes with a click. */
export function FilterChips({ chips, onClear }: FilterChipsProps) {
  if (chips.length === 0) return null;
  return (
    <fieldset className="plain-fieldset" aria-label={t("common.filters.set")}>
      <Group gap="xs">
        {chips.map(({ id, text, onRemove }) => (
          <Button
            key={id}
            size="compact-sm"
            variant="default"
            radius="xl"
            fw={500}
            rightSection={<IconX size={14} aria-hidden />}
            aria-label={t("common.filters.remove", { filter: text })}
            onClick={onRemove}
          >
            {text}
          </Button>
        ))}
        <Button size="compact-sm" variant="subtle" onClick={onClear}>
          {t("common.filters.clear")}
        </Button>
      </Group>
    </fieldset>
  );
}
