import { Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

interface ChoiceDialogProps<T extends string> {
  title: string;
  label: string;
  choices: readonly { value: T; label: string; help: string }[];
  value: T;
  send: (value: T) => Promise<unknown>;
  onCancel: () => void;
}

/** One of a few, each with what it means. */
export function ChoiceDialog<T extends string>(props: ChoiceDialogProps<T>) {
  const { title, label, choices, send, onCancel } = props;
  const [value, setValue] = useState(props.value);
  return (
    <ConfirmDialog title={title} submit={t("common.save")} send={() => send(value)} onCancel={onCancel}>
      <Radio.Group label={label} value={value} onChange={setValue}>
        <Stack gap="sm" mt="sm">
          {choices.map((choice) => (
            <Radio key={choice.value} value={choice.value} label={choice.label} description={choice.help} />
          ))}
        </Stack>
      </Radio.Group>
    </ConfirmDialog>
  );
}
