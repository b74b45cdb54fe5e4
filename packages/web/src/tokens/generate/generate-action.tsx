import { Button } from "@mantine/core";
import type { UseDisclosureReturnValue } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Operations } from "@tokenhouse/sdk/client";
import { lazy, Suspense, useEffect, useRef } from "react";
import { t } from "../../i18n.ts";
import { sessionQuery, settingsQuery } from "../../queries.ts";
import { useTokensAvailable } from "../availability.tsx";
import type { Issued } from "../value/issued.ts";
import type { HolderRole } from "./role-scopes.ts";
import { usePrefill } from "./use-prefill.ts";

// Nobody needs it for the first sight; it is fetched when somebody reaches for the button.
const loadDialog = async () => ({ default: (await import("./generate-dialog.tsx")).GenerateDialog });
const GenerateDialog = lazy(loadDialog);

interface GenerateActionProps {
  allowed: boolean;
  dialog: UseDisclosureReturnValue;
  /** The service account's role; left out for a token of one's own. */
  accountRole?: HolderRole;
  /** Creates the token, for oneself or for a service account. */
  create: (body: Operations["createToken"]["body"]) => Promise<Issued>;
}

/** A page's button to a new token, and the dialog that it opens. */
export function GenerateAction({ allowed, dialog, accountRole, create }: GenerateActionProps) {
  const [opened, { open, close }] = dialog;
  const { data: settings } = useQuery(settingsQuery);
  const { data: signedIn } = useQuery(sessionQuery);
  const available = useTokensAvailable();
  const [prefill, dropPrefill] = usePrefill();
  const button = useRef<HTMLButtonElement>(null);
  const ownRole = signedIn?.project?.role ?? "member";
  const possible = allowed && available;
  useEffect(() => {
    if (prefill && possible) open();
  }, [prefill, possible, open]);
  function leave() {
    close();
    dropPrefill();
    button.current?.focus();
  }
  return (
    <>
      <Button
        ref={button}
        leftSection={<IconPlus size={18} aria-hidden />}
        disabled={!possible}
        onPointerEnter={() => void loadDialog()}
        onFocus={() => void loadDialog()}
        onClick={open}
      >
        {t("generate.open")}
      </Button>
      {settings && opened && (
        <Suspense>
          <GenerateDialog
            settings={settings}
            holder={{ role: accountRole ?? ownRole, isAccount: accountRole !== undefined }}
            prefill={prefill}
            create={create}
            onClose={leave}
          />
        </Suspense>
      )}
    </>
  );
}
