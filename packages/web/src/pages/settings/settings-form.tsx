import { Button, Group, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { Settings } from "@tokenhouse/sdk/client";
import { useRef, useState } from "react";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { showFaults } from "../../ui/show-faults.ts";
import { CatalogueFields } from "./catalogue-fields.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { RuleInput } from "./rule-input.tsx";
import { type Proposal, SaveDialog } from "./save-dialog.tsx";
import { SettingsSection } from "./settings-section.tsx";
import { changeOf, SECTIONS, type SettingsValues, validateSettings, valuesOf } from "./settings-values.ts";

/** For the owner: nothing is saved before it was said what the change touches. */
export function SettingsForm({ settings }: { settings: Settings }) {
  const [before, setBefore] = useState(settings);
  const [proposal, setProposal] = useState<Proposal>();
  const [fault, setFault] = useState<string>();
  const saveButton = useRef<HTMLButtonElement>(null);
  const form = useForm<SettingsValues>({ initialValues: valuesOf(settings), validate: validateSettings });
  const changes = Object.keys(changeOf(before, form.values)).length;

  function startFrom(settings: Settings) {
    setBefore(settings);
    form.setValues(valuesOf(settings));
    form.clearErrors();
    setFault(undefined);
  }
  // What somebody else has saved meanwhile is shown, but never in the middle of one's own work.
  if (changes === 0 && JSON.stringify(settings) !== JSON.stringify(before)) startFrom(settings);

  const asking = useMutation({
    mutationFn: async (values: SettingsValues) => {
      const change = changeOf(before, values);
      setProposal({ before, change, preview: await client.previewSettings({ body: change }) });
    },
    onMutate: () => setFault(undefined),
    onError: (error) => setFault(showFaults(form, error)),
  });
  function closeDialog() {
    setProposal(undefined);
    saveButton.current?.focus();
  }

  return (
    <form
      className="settings-form"
      noValidate
      onSubmit={form.onSubmit(
        (values) => asking.mutate(values),
        (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
      )}
    >
      {SECTIONS.map(({ section, fields }) => (
        <SettingsSection key={section} section={section}>
          {fields.map((field) => (
            <RuleInput key={field} form={form} field={field} />
          ))}
          {section === "scopes" && <CatalogueFields form={form} />}
        </SettingsSection>
      ))}
      <div className="save-bar">
        {fault !== undefined && <FaultAlert>{fault}</FaultAlert>}
        <Group gap="sm">
          <Text component="output" size="sm" c="dimmed" flex={1}>
            {changes === 0 ? t("settings.unchanged") : t("settings.unsaved", { count: changes })}
          </Text>
          {changes > 0 && (
            <Button variant="default" onClick={() => startFrom(before)}>
              {t("settings.discard")}
            </Button>
          )}
          <Button ref={saveButton} type="submit" loading={asking.isPending} disabled={changes === 0}>
            {t("settings.save")}
          </Button>
        </Group>
      </div>
      {proposal && <SaveDialog proposal={proposal} onSaved={startFrom} onClose={closeDialog} />}
      <LeaveGuard isUnsaved={changes > 0} />
    </form>
  );
}
