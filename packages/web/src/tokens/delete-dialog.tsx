import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { Token } from "@tokenhouse/sdk/client";
import { faultText } from "../faults.ts";
import { relativeTime } from "../time.ts";
import { FaultAlert } from "../ui/fault-alert.tsx";
import { useNow } from "../ui/use-now.ts";
import { useDeletion } from "./token-changes.ts";
import { deleteWords } from "./wording.ts";

interface DeleteDialogProps {
  token: Token;
  opened: boolean;
  onCancel: () => void;
  onDeleted: () => void;
}

export function DeleteDialog({ opened, ...question }: DeleteDialogProps) {
  return (
    <Modal opened={opened} onClose={question.onCancel} title={deleteWords.title} returnFocus={false}>
      <Question {...question} />
    </Modal>
  );
}

function Question({ token, onCancel, onDeleted }: Omit<DeleteDialogProps, "opened">) {
  const deletion = useDeletion(token, onDeleted);
  const nowMs = useNow();
  const { lastUsedAt, lastUsedIp } = token;
  return (
    <Stack>
      <Text fw={600} className="as-typed">
        {deleteWords.question(token.name)}
      </Text>
      <Text>{deleteWords.text}</Text>
      <Text c="dimmed" size="sm">
        {lastUsedAt === null
          ? deleteWords.neverUsed
          : deleteWords.lastUsed(relativeTime(lastUsedAt, nowMs), lastUsedIp)}
      </Text>
      {deletion.isError && <FaultAlert>{faultText(deletion.error)}</FaultAlert>}
      <Group justify="end">
        <Button variant="default" onClick={onCancel} data-autofocus>
          {deleteWords.cancel}
        </Button>
        <Button color="red" loading={deletion.isPending} onClick={() => deletion.mutate()}>
          {deleteWords.submit}
        </Button>
      </Group>
    </Stack>
  );
}
