import { ActionIcon, Group, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { copyText } from "../../ui/clipboard.ts";

/** A token's id as a whole. It is no secret. */
export function CopyId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Group gap={4} wrap="nowrap" align="start">
      <Text span size="xs" ff="monospace" lh="22px" className="as-typed">
        {id}
      </Text>
      <Tooltip label={copied ? t("list.copied") : t("list.copyId")}>
        <ActionIcon
          size={24}
          aria-label={t("list.copyId")}
          onClick={() => void copyText(id).then(setCopied)}
          onBlur={() => setCopied(false)}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <VisuallyHidden component="output">{copied ? t("list.copied") : ""}</VisuallyHidden>
    </Group>
  );
}
