import { Alert, Button, Checkbox, Group, Stack } from "@mantine/core";
import { IconDownload, IconShieldLock } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { CopyLines } from "../../ui/copy-lines.tsx";
import { focusOnMount } from "../../ui/focus-on-mount.ts";
import { saveFile } from "../../ui/save-file.ts";

/** The only showing of recovery codes. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [stored, setStored] = useState(false);
  const lines = codes.join("\n");
  return (
    <Stack>
      <Alert
        ref={focusOnMount}
        tabIndex={-1}
        color="yellow"
        variant="light"
        icon={<IconShieldLock aria-hidden />}
        title={t("preferences.secondFactor.added")}
      >
        {t("preferences.secondFactor.recoveryText")}
      </Alert>
      <CopyLines lines={lines} copy={t("preferences.secondFactor.copy")} />
      <Group>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => saveFile("tokenhouse-recovery-codes.txt", `${lines}\n`, "text/plain")}
        >
          {t("preferences.secondFactor.save")}
        </Button>
      </Group>
      <Group justify="space-between">
        <Checkbox
          label={t("preferences.secondFactor.stored")}
          checked={stored}
          onChange={({ currentTarget }) => setStored(currentTarget.checked)}
        />
        <Button disabled={!stored} onClick={onDone}>
          {t("preferences.secondFactor.done")}
        </Button>
      </Group>
    </Stack>
  );
}
