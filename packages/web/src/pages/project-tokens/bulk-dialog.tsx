import { List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Operations, Token } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { TOKENS_KEY } from "../../queries.ts";
import { receiptText } from "../../receipt.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { noticeDone, noticePartly } from "../../ui/notices.tsx";
import { bulkWords as words } from "./wording.ts";

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
    notice(words.outcome(action, answer), answer.receipt ? receiptText(answer.receipt, "Refused") : "");
    onDone();
    await queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  }
  return (
    <ConfirmDialog
      title={words.title[action]}
      submit={words[action]}
      danger
      send={change}
      onCancel={onCancel}
    >
      <Text fw={600}>{words.question(action, tokens.length)}</Text>
      <Text>{words.text[action]}</Text>
      <List size="sm" mah={160} style={{ overflowY: "auto" }} tabIndex={0} className="as-typed">
        {tokens.map(({ id, name, holder }) => (
          <List.Item key={id}>{`${name} · ${holder.name}`}</List.Item>
        ))}
      </List>
    </ConfirmDialog>
  );
}
