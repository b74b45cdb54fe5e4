import { Button, Group, Stack } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { t } from "../i18n.ts";
import { FaultAlert } from "./fault-alert.tsx";
import { showFaults } from "./show-faults.ts";

interface SubmitFormProps<V extends Record<string, unknown>> {
  form: UseFormReturnType<V>;
  /** Sends what was filled in. What it refuses is shown at the fields, else above them. */
  send: (values: V) => Promise<unknown>;
  submit: string;
  disabled?: boolean;
  /** The button as wide as the fields: for a form that is all that there is. */
  wide?: boolean;
  /** In a dialog: closes it without sending. */
  onCancel?: () => void;
  children: ReactNode;
}

/** Fields and the button that sends them; the first fault gets the focus. */
export function SubmitForm<V extends Record<string, unknown>>(props: SubmitFormProps<V>) {
  const { form, send, submit, disabled = false, wide = false, onCancel, children } = props;
  const [fault, setFault] = useState<string>();
  const sending = useMutation({
    mutationFn: send,
    onMutate: () => setFault(undefined),
    onError: (error) => setFault(showFaults(form, error)),
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => sending.mutate(values),
        (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
      )}
    >
      <Stack>
        {fault && <FaultAlert>{fault}</FaultAlert>}
        {children}
        <Group justify="end">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t("common.cancel")}
            </Button>
          )}
          <Button type="submit" fullWidth={wide} loading={sending.isPending} disabled={disabled}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
