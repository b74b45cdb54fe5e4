import { Button, Code, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../i18n.ts";
import { copyText } from "./clipboard.ts";

/** Lines of code with a button that copies them and says whether that succeeded. */
export function CopyLines({ lines, copy }: { lines: string; copy: string }) {
  const [copied, setCopied] = useState<boolean>();
  return (
    <div>
      <Code block className="snippet" mb="sm">
        {lines}
      </Code>
      <Button
        me="sm"
        variant="default"
        leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        onClick={() => void copyText(lines).then(setCopied)}
      >
        {copy}
      </Button>
      <Text component="output" size="sm">
        {copied === undefined ? "" : copied ? t("common.lines.copied") : t("common.lines.notCopied")}
      </Text>
    </div>
  );
}
