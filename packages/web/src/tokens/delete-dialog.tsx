import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { client } from "../api.ts";
import { TOKENS_KEY } from "../queries.ts";
import { relativeTime } from "../time.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { noticeDone } from "../ui/notices.tsx";
import { useNow } from "../ui/use-now.ts";
import { changeWords, deleteWords as words } from "./wording.ts";

interface DeleteDialogProps {
  token: Token;
  onCancel: () => void;
  onDeleted: () => void;
}

export function DeleteDialog({ token, onCancel, onDeleted }: DeleteDialogProps) {
  const queryClient = useQueryClient();
  const nowMs = useNow();
  const { lastUsedAt, lastUsedIp } = token;
  async function remove() {
    await client.deleteToken({ params: { id: token.id } });
    noticeDone(changeWords.deleted(token));
    onDeleted();
    await queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  }
  return (
    <ConfirmDialog title={words.title} submit={words.submit} danger send={remove} onCancel={onCancel}>
      <Text fw={600} className="as-typed">
        {words.question(token.name)}
      </Text>
      <Text>{words.text}</Text>
      <Text c="dimmed" size="sm">
        {lastUsedAt === null ? words.neverUsed : words.lastUsed(relativeTime(lastUsedAt, nowMs), lastUsedIp)}
      </Text>
    </ConfirmDialog>
  );
}
