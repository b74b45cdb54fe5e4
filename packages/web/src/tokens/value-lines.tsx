import { ActionIcon, Group, Text, Textarea, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { shownWords as words } from "./wording.ts";

interface ValueLinesProps {
  help: string | undefined;
  lines: string;
  revealed: boolean;
  onReveal: () => void;
}

/** Lines that hold the value, selected as a whole when entered. */
export function ValueLines({ help, lines, revealed, onReveal }: ValueLinesProps) {
  const toggle = revealed ? words.hide : words.show;
  return (
    <>
      {help && (
        <Text size="sm" mb="xs">
          {help}
        </Text>
      )}
      <Group gap="xs" wrap="nowrap" align="start">
        <Textarea
          readOnly
          autosize
          spellCheck={false}
          flex={1}
          aria-label={words.value}
          value={lines}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", wordBreak: "break-all" } }}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Tooltip label={toggle}>
          <ActionIcon size={36} aria-label={toggle} aria-pressed={revealed} onClick={onReveal}>
            {revealed ? <IconEyeOff size={20} aria-hidden /> : <IconEye size={20} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </Group>
    </>
  );
}
