import { Modal } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import type { Settings } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { GenerateForm } from "./generate-form.tsx";
import { ShownOnce } from "./shown-once.tsx";
import { generateWords, shownWords } from "./wording.ts";

interface GenerateDialogProps {
  settings: Settings;
  opened: boolean;
  onClose: () => void;
}

/** From the form to the one showing of the value. The value lives in this component's state and nowhere else. */
export function GenerateDialog({ settings, opened, onClose }: GenerateDialogProps) {
  const [value, setValue] = useState<string>();
  const [stored, setStored] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const atRisk = value !== undefined && !stored;

  useBlocker({
    disabled: !atRisk,
    enableBeforeUnload: true,
    shouldBlockFn: () => {
      setLeaving(true);
      return true;
    },
  });
  function close() {
    setValue(undefined);
    setStored(false);
    setLeaving(false);
    onClose();
  }

  return (
    <Modal
      opened={opened}
      onClose={() => (atRisk ? setLeaving(true) : close())}
      title={value === undefined ? generateWords.title : shownWords.title}
      size="lg"
      returnFocus={false}
    >
      {value === undefined ? (
        <GenerateForm settings={settings} onMade={setValue} onCancel={close} />
      ) : (
        <ShownOnce
          value={value}
          stored={stored}
          onStored={setStored}
          leaving={leaving}
          onStay={() => setLeaving(false)}
          onClose={close}
        />
      )}
    </Modal>
  );
}
