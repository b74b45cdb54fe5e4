import { Modal } from "@mantine/core";
import { useIsMutating } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import type { Settings } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { GENERATION_KEY, GenerateForm } from "./generate-form.tsx";
import { ShownOnce } from "./shown-once.tsx";
import { generateWords, shownWords } from "./wording.ts";

interface GenerateDialogProps {
  settings: Settings;
  onClose: () => void;
}

/** From the form to the one showing of the value. The value lives in this component's state and nowhere else. */
export function GenerateDialog({ settings, onClose }: GenerateDialogProps) {
  const [value, setValue] = useState<string>();
  const [stored, setStored] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const busy = useIsMutating({ mutationKey: GENERATION_KEY }) > 0;
  const atRisk = busy || (value !== undefined && !stored);

  useBlocker({
    disabled: !atRisk,
    enableBeforeUnload: true,
    shouldBlockFn: () => {
      setLeaving(true);
      return true;
    },
  });
  function tryToClose() {
    // A value on its way could not be shown any more.
    if (busy) return;
    if (atRisk) setLeaving(true);
    else onClose();
  }

  return (
    <Modal
      opened
      onClose={tryToClose}
      title={value === undefined ? generateWords.title : shownWords.title}
      size="lg"
      returnFocus={false}
    >
      {value === undefined ? (
        <GenerateForm settings={settings} onMade={setValue} onCancel={tryToClose} />
      ) : (
        <ShownOnce
          value={value}
          stored={stored}
          onStored={setStored}
          leaving={leaving}
          onStay={() => setLeaving(false)}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}
