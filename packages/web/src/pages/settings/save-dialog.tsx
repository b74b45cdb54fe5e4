import { Text } from "@mantine/core";
import { type Icon, IconBan, IconCheck, IconCircleCheck, IconClockExclamation } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import type { Operations, Settings } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { settingsQuery } from "../../queries.ts";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";
import { named, Sentence } from "../../ui/named.tsx";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { catalogueLines, changedRules, type Effect, touched } from "./settings-values.ts";

/** A change of the settings, and what it would do to the tokens that there are. */
export interface Proposal {
  before: Settings;
  change: Partial<Settings>;
  preview: Operations["previewSettings"]["answer"];
}

interface SaveDialogProps {
  proposal: Proposal;
  onSaved: (settings: Settings) => void;
  onClose: () => void;
}

export function SaveDialog({ proposal: { before, change, preview }, onSaved, onClose }: SaveDialogProps) {
  const queryClient = useQueryClient();
  async function save() {
    const saved = await client.changeSettings({ body: change });
    queryClient.setQueryData(settingsQuery.queryKey, saved);
    onSaved(saved);
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
      <ul className="touched">
        {changedRules(before, change).map(({ field, from, to }) => (
          <li key={field}>
            <Text span>
              <Sentence
                text={t("settings.saving.from", {
                  name: t(`settings.fields.${field}`),
                  before: from,
                  after: named(to),
                })}
              />
              {field === "scopeCatalogue" && <CatalogueChange before={before} change={change} />}
            </Text>
          </li>
        ))}
      </ul>
      <div>
        <Text fw={600} mb="xs">
          {t("settings.saving.touches")}
        </Text>
        <ul className="touched">
          {touched(preview).map(({ effect, text }) => (
            <Touched key={effect} effect={effect} text={text} />
          ))}
        </ul>
      </div>
    </ConfirmDialog>
  );
}

function CatalogueChange({ before, change }: Pick<Proposal, "before" | "change">) {
  return catalogueLines(before.scopeCatalogue, change.scopeCatalogue ?? []).map((line) => (
    <Text key={line} span display="block" size="sm" c="dimmed" className="as-typed">
      {line}
    </Text>
  ));
}

const LOOKS: Record<Effect, { colour: string; Icon: Icon }> = {
  refused: { colour: "red", Icon: IconBan },
  revived: { colour: "green", Icon: IconCircleCheck },
  beyondMaximum: { colour: "yellow", Icon: IconClockExclamation },
  nothing: { colour: "gray", Icon: IconCheck },
};

function Touched({ effect, text }: { effect: Effect; text: string }) {
  const { colour, Icon } = LOOKS[effect];
  return (
    <li>
      <Icon size={18} aria-hidden color={`var(--mantine-color-${colour}-light-color)`} />
      <Text span>
        {text}
        {effect !== "nothing" && (
          <Text span display="block" size="sm" c="dimmed">
            {t(`settings.saving.meaning.${effect}`)}
          </Text>
        )}
      </Text>
    </li>
  );
}
