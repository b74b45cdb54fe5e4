import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { TOKENS_KEY } from "../queries.ts";
import { ShownOnce } from "./shown-once.tsx";
import { shownWords } from "./wording.ts";

/** What the form in the dialog gets: how to have a value made, and how to give up. */
export interface ValueForm {
  make: (issue: () => Promise<{ value: string }>) => Promise<void>;
  onCancel: () => void;
}

interface ValueDialogProps {
  title: string;
  onClose: () => void;
  children: (form: ValueForm) => ReactNode;
}

/** From a form to the one showing of a value. The value lives in this component's state and nowhere else. */
export function ValueDialog({ title, onClose, children }: ValueDialogProps) {
  const queryClient = useQueryClient();
  const [value, setValue] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [stored, setStored] = useState(false);
  const [leaving, setLeaving] = useState(false);
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
  // Resolves with nothing: what a mutation resolves with would stay in its cache.
  async function make(issue: () => Promise<{ value: string }>) {
    setBusy(true);
    try {
      setValue((await issue()).value);
    } finally {
      setBusy(false);
    }
    void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  }

  return (
    <Modal
      opened
      onClose={tryToClose}
      title={value === undefined ? title : shownWords.title}
      size="lg"
      returnFocus={false}
    >
      {value === undefined ? (
        children({ make, onCancel: tryToClose })
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
