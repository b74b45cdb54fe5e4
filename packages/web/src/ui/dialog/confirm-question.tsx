import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { FaultAlert } from "../fault-alert.tsx";

export interface ConfirmDialogProps {
  title: string;
  submit: string;
  /** It takes something away. */
  danger?: boolean;
  /** Whether it may be done yet, where the dialog asks for something first. */
  ready?: boolean;
  /** Does it and closes the dialog; what it refuses is shown here. */
  send: () => Promise<unknown>;
  onCancel: () => void;
  children: ReactNode;
}

/** Asks before something is done, and says here why it could not be. */
export function ConfirmQuestion(props: ConfirmDialogProps) {
  const { title, submit, danger = false, ready = true, send, onCancel, children } = props;
  const sending = useMutation({ mutationFn: send });
  return (
    <Modal opened onClose={onCancel} title={title} returnFocus={false}>
      <Stack>
        {children}
        {sending.isError && <FaultAlert>{faultText(sending.error)}</FaultAlert>}
        <Group justify="end">
          <Button variant="default" onClick={onCancel} data-autofocus>
            {t("common.cancel")}
          </Button>
          <Button
            {...(danger && { color: "red" })}
            loading={sending.isPending}
            disabled={!ready}
            onClick={() => sending.mutate()}
          >
            {submit}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
