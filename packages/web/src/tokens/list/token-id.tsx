import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { copyText } from "../../ui/clipboard.ts";

/** A token's id, shortened to the eye, whole in the clipboard. It is no secret. */
export function TokenId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Group gap={4} wrap="nowrap">
      <Text span size="xs" ff="monospace" maw={84} className="one-line" title={id}>
        {id}
      </Text>
      <Tooltip label={copied ? t("list.copied") : t("list.copyId")}>
        <ActionIcon
          size="sm"
          aria-label={t("list.copyId")}
          onClick={() => void copyText(id).then(setCopied)}
          onBlur={() => setCopied(false)}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
