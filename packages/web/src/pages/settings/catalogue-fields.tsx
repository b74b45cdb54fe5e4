import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { randomId } from "@mantine/hooks";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useRef } from "react";
import type { SettingsValues } from "./settings-values.ts";
import { t } from "../../i18n.ts";

/** The project's own scopes, a row each. */
export function CatalogueFields({ form }: { form: UseFormReturnType<SettingsValues> }) {
  const addButton = useRef<HTMLButtonElement>(null);
  const rows = form.values.scopeCatalogue;
  function remove(row: number) {
    form.removeListItem("scopeCatalogue", row);
    addButton.current?.focus();
  }
  return (
    <Stack gap="sm">
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("settings.catalogue.empty")}
        </Text>
      )}
      {rows.map(({ key }, row) => (
        <Group key={key} gap="xs" align="start">
          <TextInput
            aria-label={t("settings.catalogue.scope", { row: row + 1 })}
            placeholder={t("settings.catalogue.scopeHint")}
            autoComplete="off"
            flex="1 1 160px"
            {...form.getInputProps(`scopeCatalogue.${row}.scope`)}
          />
          <TextInput
            aria-label={t("settings.catalogue.description", { row: row + 1 })}
            placeholder={t("settings.catalogue.descriptionHint")}
            autoComplete="off"
            flex="2 1 160px"
            {...form.getInputProps(`scopeCatalogue.${row}.description`)}
          />
          <ActionIcon
            size={36}
            aria-label={t("settings.catalogue.remove", { row: row + 1 })}
            onClick={() => remove(row)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          ref={addButton}
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() =>
            form.insertListItem("scopeCatalogue", { key: randomId(), scope: "", description: "" })
          }
        >
          {t("settings.catalogue.add")}
        </Button>
      </Group>
    </Stack>
  );
}
