import { Group, Kbd, Modal, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { t } from "../i18n.ts";
import { keyName } from "./key-name.ts";
import { letSingleKeysWork, shortcutsNow, singleKeysWork } from "./registry.ts";

/** All the keys that do something on the page shown now. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const [shortcuts] = useState(shortcutsNow);
  const [on, setOn] = useState(singleKeysWork);
  function choose(work: boolean) {
    letSingleKeysWork(work);
    setOn(work);
  }
  return (
    <Modal opened onClose={onClose} title={t("palette.help.title")} returnFocus={false}>
      <Stack gap="lg">
        <dl className="key-list">
          {shortcuts.map(({ name, keys, text }) => (
            <Group key={name} justify="space-between" wrap="nowrap" component="div">
              <dt>{t(text)}</dt>
              <dd>
                {keys.map((key) => (
                  <Kbd key={key}>{keyName(key)}</Kbd>
                ))}
              </dd>
            </Group>
          ))}
        </dl>
        <Switch
          label={t("palette.help.single")}
          description={t("palette.help.singleHelp")}
          checked={on}
          onChange={({ currentTarget }) => choose(currentTarget.checked)}
        />
        <Text size="xs" c="dimmed">
          {t("palette.help.note")}
        </Text>
      </Stack>
    </Modal>
  );
}
