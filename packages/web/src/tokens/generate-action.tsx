import { Button } from "@mantine/core";
import type { UseDisclosureReturnValue } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Operations } from "@tokenhouse/sdk/client";
import { lazy, Suspense, useRef } from "react";
import { settingsQuery } from "../queries.ts";
import { useTokensAvailable } from "./availability.tsx";
import { generateWords } from "./wording.ts";

// Nobody needs it for the first sight; it is fetched when somebody reaches for the button.
const loadDialog = async () => ({ default: (await import("./generate-dialog.tsx")).GenerateDialog });
const GenerateDialog = lazy(loadDialog);

interface GenerateActionProps {
  allowed: boolean;
  dialog: UseDisclosureReturnValue;
  /** Creates the token, for oneself or for a service account. */
  create: (body: Operations["createToken"]["body"]) => Promise<{ value: string }>;
}

/** A page's button to a new token, and the dialog that it opens. */
export function GenerateAction({ allowed, dialog: [opened, dialog], create }: GenerateActionProps) {
  const { data: settings } = useQuery(settingsQuery);
  const available = useTokensAvailable();
  const button = useRef<HTMLButtonElement>(null);
  function close() {
    dialog.close();
    button.current?.focus();
  }
  return (
    <>
      <Button
        ref={button}
        leftSection={<IconPlus size={18} aria-hidden />}
        disabled={!allowed || !available}
        onPointerEnter={() => void loadDialog()}
        onFocus={() => void loadDialog()}
        onClick={dialog.open}
      >
        {generateWords.open}
      </Button>
      {settings && opened && (
        <Suspense>
          <GenerateDialog settings={settings} create={create} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
