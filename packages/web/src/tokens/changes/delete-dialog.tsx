import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { TOKENS_KEY } from "../../queries.ts";
import { relativeTime } from "../../time.ts";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { TypedConfirmation } from "../../ui/dialog/typed-confirmation.tsx";
import { useNow } from "../../ui/use-now.ts";
import { isMissed } from "../hints.ts";

interface DeleteDialogProps {
  token: Token;
  onCancel: () => void;
  onDeleted: () => void;
}

/** Asks before a token is gone for good; one that somebody may miss has to be named. */
export function DeleteDialog({ token, onCancel, onDeleted }: DeleteDialogProps) {
  const queryClient = useQueryClient();
  const nowMs = useNow();
  const [typed, setTyped] = useState("");
  const { id, name, kind } = token;
  const asksName = isMissed(token, nowMs);
  async function remove() {
    await client.deleteToken({ params: { id } });
    noticeDone(t(`changes.deleted.${kind}`));
    onDeleted();
    await queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  }
  return (
    <ConfirmDialog
      title={t("changes.deletion.title")}
      submit={t("changes.deletion.submit")}
      danger
      ready={!asksName || typed.trim() === name.trim()}
      send={remove}
      onCancel={onCancel}
    >
      <Text fw={600} className="as-typed">
        {t("changes.deletion.question", { name })}
      </Text>
      <Text>{t("changes.deletion.text")}</Text>
      <Text c="dimmed" size="sm">
        {lastUseText(token, nowMs)}
      </Text>
      {asksName && (
        <TypedConfirmation label={t("changes.deletion.typeName")} typed={typed} onType={setTyped} />
      )}
    </ConfirmDialog>
  );
}

function lastUseText({ lastUsedAt, lastUsedIp }: Token, nowMs: number): string {
  if (lastUsedAt === null) return t("changes.deletion.neverUsed");
  const when = relativeTime(lastUsedAt, nowMs);
  if (lastUsedIp === null) return t("changes.deletion.lastUsed", { when });
  return t("changes.deletion.lastUsedFrom", { when, address: lastUsedIp });
}
