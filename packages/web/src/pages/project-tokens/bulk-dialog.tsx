import { List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Operations, Token } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { TOKENS_KEY } from "../../queries.ts";
import { receiptText } from "../../receipt.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { noticeDone, noticePartly } from "../../ui/notices.tsx";
import { bulkOutcome } from "./bulk-outcome.ts";

export type BulkAction = Operations["changeProjectTokens"]["body"]["action"];

interface BulkDialogProps {
  action: BulkAction;
  tokens: readonly Token[];
  onCancel: () => void;
  onDone: () => void;
}

/** Asks before many tokens end, and tells honestly what became of them. */
export function BulkDialog({ action, tokens, onCancel, onDone }: BulkDialogProps) {
  const queryClient = useQueryClient();
  async function change() {
    const answer = await client.changeProjectTokens({ body: { action, ids: tokens.map(({ id }) => id) } });
    const notice = answer.skipped > 0 ? noticePartly : noticeDone;
    notice(bulkOutcome(action, answer), answer.receipt ? receiptText(answer.receipt, "refused") : "");
    onDone();
    await queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  }
  return (
    <ConfirmDialog
      title={t(`projectTokens.${action}Title`)}
      submit={t(`projectTokens.${action}`)}
      danger
      send={change}
      onCancel={onCancel}
    >
      <Text fw={600}>{t(`projectTokens.${action}Question`, { count: tokens.length })}</Text>
      <Text>{t(`projectTokens.${action}Text`)}</Text>
      <List size="sm" mah={160} style={{ overflowY: "auto" }} tabIndex={0} className="as-typed">
        {tokens.map(({ id, name, holder }) => (
          <List.Item key={id}>{`${name} · ${holder.name}`}</List.Item>
        ))}
      </List>
    </ConfirmDialog>
  );
}
