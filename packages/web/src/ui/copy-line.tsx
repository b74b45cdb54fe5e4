import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { t } from "../i18n.ts";
import { copyText } from "./clipboard.ts";
import { focusOnMount } from "./focus-on-mount.ts";

/** One line to be copied, selected as a whole when entered. */
export function CopyLine({ label, line, copy }: { label: string; line: string; copy: string }) {
  const [copied, setCopied] = useState<boolean>();
  const field = useRef<HTMLInputElement>(null);
  async function copyIt() {
    const succeeded = await copyText(line);
    setCopied(succeeded);
    // By hand then: it is selected.
    if (!succeeded) field.current?.focus();
  }
  return (
    <>
      <Group gap="xs" align="end">
        <TextInput
          ref={field}
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
          onClick={() => void copyIt()}
        >
          {copy}
        </Button>
      </Group>
      <Text component="output" size="sm" mih={20} fw={600}>
        {copied === undefined ? "" : copied ? t("shown.copied") : t("shown.notCopied")}
      </Text>
    </>
  );
}
