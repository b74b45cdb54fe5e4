import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { randomId } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { t } from "../../i18n.ts";
import type { SettingsValues } from "./settings-values.ts";

/** The project's own scopes, a row each, in the order in which they are offered. */
export function CatalogueFields({ form }: { form: UseFormReturnType<SettingsValues> }) {
  const addButton = useRef<HTMLButtonElement>(null);
  const nextFocus = useRef<string>(undefined);
  const rows = form.values.scopeCatalogue;
  // Rows that move or go take the focus along.
  useEffect(() => {
    if (nextFocus.current === undefined) return;
    document.getElementById(nextFocus.current)?.focus();
    nextFocus.current = undefined;
  });
  function move(from: number, by: 1 | -1) {
    const key = rows[from]?.key ?? "";
    const to = from + by;
    const isAtEnd = to === 0 || to === rows.length - 1;
    nextFocus.current = `${key}-${(by === 1) === isAtEnd ? "up" : "down"}`;
    form.reorderListItem("scopeCatalogue", { from, to });
  }
  function remove(row: number) {
    const neighbour = rows[row + 1] ?? rows[row - 1];
    if (neighbour) nextFocus.current = `${neighbour.key}-remove`;
    else addButton.current?.focus();
    form.removeListItem("scopeCatalogue", row);
  }
  function add() {
    const key = randomId();
    nextFocus.current = `${key}-scope`;
    form.insertListItem("scopeCatalogue", { key, scope: "", description: "" });
  }

  return (
    <Stack gap="xs">
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("settings.catalogue.empty")}
        </Text>
      )}
      {rows.map(({ key }, row) => (
        <div key={key} className="scope-row">
          <TextInput
            id={`${key}-scope`}
            aria-label={t("settings.catalogue.scope", { row: row + 1 })}
            placeholder={t("settings.catalogue.scopeHint")}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps(`scopeCatalogue.${row}.scope`)}
          />
          <TextInput
            aria-label={t("settings.catalogue.description", { row: row + 1 })}
            placeholder={t("settings.catalogue.descriptionHint")}
            autoComplete="off"
            {...form.getInputProps(`scopeCatalogue.${row}.description`)}
          />
          <div className="scope-buttons">
            <ActionIcon
              id={`${key}-up`}
              aria-label={t("settings.catalogue.up", { row: row + 1 })}
              disabled={row === 0}
              onClick={() => move(row, -1)}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              id={`${key}-down`}
              aria-label={t("settings.catalogue.down", { row: row + 1 })}
              disabled={row === rows.length - 1}
              onClick={() => move(row, 1)}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              id={`${key}-remove`}
              aria-label={t("settings.catalogue.remove", { row: row + 1 })}
              onClick={() => remove(row)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
        </div>
      ))}
      <Group>
        <Button
          ref={addButton}
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={add}
        >
          {t("settings.catalogue.add")}
        </Button>
      </Group>
    </Stack>
  );
}
