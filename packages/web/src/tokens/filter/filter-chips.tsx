import { Button, Group } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { t } from "../../i18n.ts";
import type { FilterPart } from "./filter-parts.ts";
import { useFilter } from "./use-filter.ts";

/** What the list is narrowed by; each goes with a click. */
export function FilterChips({ parts }: { parts: readonly FilterPart[] }) {
  const [{ sort }, setFilter] = useFilter();
  if (parts.length === 0) return null;
  return (
    <fieldset className="plain-fieldset" aria-label={t("list.filters")}>
      <Group gap="xs">
        {parts.map(({ id, text, without }) => (
          <Button
            key={id}
            className="filter-chip"
            size="compact-sm"
            variant="default"
            radius="xl"
            fw={500}
            rightSection={<IconX size={14} aria-hidden />}
            aria-label={t("list.removeFilter", { filter: text })}
            onClick={() => setFilter(without)}
          >
            {text}
          </Button>
        ))}
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => setFilter(sort === undefined ? {} : { sort })}
        >
          {t("list.clear")}
        </Button>
      </Group>
    </fieldset>
  );
}
