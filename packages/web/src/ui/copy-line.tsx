import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { copyText } from "./clipboard.ts";
import { focusOnMount } from "./focus-on-mount.ts";

/** One line to be copied, selected as a whole when entered. */
export function CopyLine({ label, line, copy }: { label: string; line: string; copy: string }) {
  const [copied, setCopied] = useState<boolean>();
  return (
    <>
      <Group gap="xs" align="end">
        <TextInput
          readOnly
          label={label}
          value={line}
          flex="1 1 220px"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Button
          ref={focusOnMount}
          leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          onClick={() => void copyText(line).then(setCopied)}
        >
          {copy}
        </Button>
      </Group>
      <Text component="output" size="sm" mih={20} fw={600}>
        {copied === undefined
          ? ""
          : copied
            ? "Copied to the clipboard."
            : "Copying did not work here. Copy it by hand."}
      </Text>
    </>
  );
}
