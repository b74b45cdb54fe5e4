import { ActionIcon, Group, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../i18n.ts";
import { copyText } from "../ui/clipboard.ts";

interface TokenIdProps {
  id: string;
  /** Shortened to the eye, and still copied as a whole. */
  short?: boolean;
}

/** A token's id, with the button that copies it. It is no secret. */
export function TokenId({ id, short = false }: TokenIdProps) {
  const [copied, setCopied] = useState(false);
  const said = copied ? t("list.copied") : "";
  const look = short ? { maw: 84, className: "one-line", title: id } : { className: "as-typed" };
  return (
    <Group gap={4} wrap="nowrap" align="start" pos="relative">
      <Text span size="xs" ff="monospace" lh="24px" {...look}>
        {id}
      </Text>
      <Tooltip label={said || t("list.copyId")}>
        <ActionIcon
          size={24}
          aria-label={t("list.copyId")}
          onClick={() => void copyText(id).then(setCopied)}
          onBlur={() => setCopied(false)}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <VisuallyHidden component="output">{said}</VisuallyHidden>
    </Group>
  );
}
