import { ActionIcon, Group, Text, Textarea, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import type { ClipboardEvent, Ref } from "react";
import { t } from "../../i18n.ts";

interface ValueLinesProps {
  help: string;
  /** As they are to be copied. */
  lines: string;
  /** The same with the value masked; none where they do not hold it. */
  maskedLines: string | undefined;
  revealed: boolean;
  onReveal: () => void;
  /** The whole was copied by hand. */
  onCopied: () => void;
  field: Ref<HTMLTextAreaElement>;
}

/** Lines for use, selected as a whole when entered; copied by hand they are whole too, masked or not. */
export function ValueLines(props: ValueLinesProps) {
  const { help, lines, maskedLines, revealed, onReveal, onCopied, field } = props;
  const isMasked = maskedLines !== undefined && !revealed;
  const toggle = revealed ? t("shown.hide") : t("shown.show");
  function copyWhole(event: ClipboardEvent<HTMLTextAreaElement>) {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    if (!isMasked && selectionEnd - selectionStart < value.length) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", lines);
    onCopied();
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb={6}>
        {help}
      </Text>
      <Group gap="xs" wrap="nowrap" align="start">
        <Textarea
          ref={field}
          readOnly
          autosize
          spellCheck={false}
          flex={1}
          aria-label={t("shown.value")}
          value={isMasked ? maskedLines : lines}
          classNames={{ input: "code-lines" }}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onCopy={copyWhole}
        />
        {maskedLines !== undefined && (
          <Tooltip label={toggle}>
            <ActionIcon size={36} aria-label={toggle} aria-pressed={revealed} onClick={onReveal}>
              {revealed ? <IconEyeOff size={20} aria-hidden /> : <IconEye size={20} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </>
  );
}
