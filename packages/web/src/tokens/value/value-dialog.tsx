import "../dialogs.css";
import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { t } from "../../i18n.ts";
import { TOKENS_KEY } from "../../queries.ts";
import type { Issued } from "./issued.ts";
import { ShownOnce } from "./shown-once.tsx";

/** What the form in the dialog gets: how to have a value made, and how to give up. */
export interface ValueForm {
  make: (issue: () => Promise<Issued>) => Promise<void>;
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
  const narrow = useMediaQuery("(max-width: 36em)", undefined, { getInitialValueInEffect: false });
  const [issued, setIssued] = useState<Issued>();
  const [busy, setBusy] = useState(false);
  const [once] = useState(oneAtATime);
  const [stored, setStored] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const atRisk = busy || (issued !== undefined && !stored);

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
  async function make(issue: () => Promise<Issued>) {
    await once(async () => {
      setBusy(true);
      try {
        setIssued(await issue());
      } finally {
        setBusy(false);
      }
      void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
    });
  }

  return (
    <Modal
      opened
      onClose={tryToClose}
      title={issued === undefined ? title : t("shown.title")}
      size={620}
      fullScreen={narrow}
      returnFocus={false}
    >
      {issued === undefined ? (
        children({ make, onCancel: tryToClose })
      ) : (
        <ShownOnce
          issued={issued}
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

/** Runs nothing while something is running: no second press makes a second value. */
function oneAtATime() {
  let running = false;
  return async (task: () => Promise<void>) => {
    if (running) return;
    running = true;
    await task().finally(() => {
      running = false;
    });
  };
}
