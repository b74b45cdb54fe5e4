import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Operations, Settings } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { settingsQuery } from "../../queries.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { noticeDone } from "../../ui/notices.tsx";
import { changedLines, touchedLines } from "./settings-values.ts";
import { t } from "../../i18n.ts";

/** A change of the settings, and what it would do to the tokens that there are. */
export interface Proposal {
  change: Partial<Settings>;
  preview: Operations["previewSettings"]["answer"];
}

interface SaveDialogProps {
  settings: Settings;
  proposal: Proposal;
  onClose: () => void;
}

export function SaveDialog({ settings, proposal: { change, preview }, onClose }: SaveDialogProps) {
  const queryClient = useQueryClient();
  async function save() {
    queryClient.setQueryData(settingsQuery.queryKey, await client.changeSettings({ body: change }));
    noticeDone(t("settings.saving.saved"));
    onClose();
    // Who may do what, and which tokens work, follows from the settings.
    await queryClient.invalidateQueries({ queryKey: ["project"] });
  }
  return (
    <ConfirmDialog
      title={t("settings.saving.title")}
      submit={t("settings.save")}
      danger={preview.refused > 0}
      send={save}
      onCancel={onClose}
    >
      <Lines lines={changedLines(settings, change)} />
      <Text fw={600}>{t("settings.saving.touches")}</Text>
      <Lines lines={touchedLines(preview)} />
    </ConfirmDialog>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <Stack component="ul" gap={4} m={0} pl="lg">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </Stack>
  );
}
