import { List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { TOKENS_KEY } from "../../queries.ts";
import { receiptText } from "../../receipt.ts";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";
import { noticeDone, noticePartly } from "../../ui/notices/notices.tsx";
import { TypedConfirmation } from "../../ui/dialog/typed-confirmation.tsx";
import { type BulkAction, type BulkAnswer, bulkOutcome, pointless } from "./bulk-outcome.ts";

export interface BulkChange {
  /** What can be done to many. */
  actions: readonly BulkAction[];
  send: (action: BulkAction, ids: string[]) => Promise<BulkAnswer>;
  /** Whether the holders differ, so that each is named. */
  namesHolders?: boolean;
}

interface BulkDialogProps {
  action: BulkAction;
  tokens: readonly Token[];
  change: BulkChange;
  onCancel: () => void;
  onDone: () => void;
}

/** Asks before many tokens change, and tells honestly what became of them. */
export function BulkDialog({ action, tokens, change, onCancel, onDone }: BulkDialogProps) {
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const leftOut = tokens.map((token) => pointless(action, token)).filter((reason) => reason !== undefined);
  const touched = tokens.filter((token) => pointless(action, token) === undefined);
  const count = touched.length;
  const isSure = action !== "delete" || count < 2 || typed.trim() === String(count);
  async function send() {
    const answer = await change.send(
      action,
      touched.map(({ id }) => id),
    );
    const notice = answer.skipped + leftOut.length > 0 ? noticePartly : noticeDone;
    const effect = action === "restore" ? "accepted" : "refused";
    notice(bulkOutcome(action, answer, leftOut), answer.receipt ? receiptText(answer.receipt, effect) : "");
    onDone();
    await queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  }
  return (
    <ConfirmDialog
      title={t(`changes.bulk.title.${action}`)}
      submit={t(`changes.bulk.${action}`)}
      danger={action !== "restore"}
      ready={count > 0 && isSure}
      send={send}
      onCancel={onCancel}
    >
      <Text fw={600}>{t(`changes.bulk.question.${action}`, { count })}</Text>
      <Text>{t(`changes.bulk.text.${action}`)}</Text>
      {leftOut.length > 0 && (
        <Text size="sm" c="dimmed">
          {t("changes.bulk.leftOut", { count: leftOut.length })}
        </Text>
      )}
      <List size="sm" mah={160} style={{ overflowY: "auto" }} tabIndex={0} className="as-typed">
        {touched.map(({ id, name, holder }) => (
          <List.Item key={id}>{change.namesHolders ? `${name} · ${holder.name}` : name}</List.Item>
        ))}
      </List>
      {action === "delete" && count > 1 && (
        <TypedConfirmation label={t("changes.bulk.typeNumber", { count })} typed={typed} onType={setTyped} />
      )}
    </ConfirmDialog>
  );
}
