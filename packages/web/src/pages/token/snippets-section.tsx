import { Button, Code, Tabs, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { copyText } from "../../ui/clipboard.ts";
import { Section } from "./section.tsx";
import { SNIPPETS } from "./snippets.ts";

/** How the token is used, with a variable in place of the value, which nobody knows any more. */
export function SnippetsSection() {
  const [chosen, setChosen] = useState<string>(SNIPPETS[0]?.title ?? "");
  const [copied, setCopied] = useState<boolean>();
  const choose = (title: string | null) => {
    setChosen(title ?? chosen);
    setCopied(undefined);
  };
  return (
    <Section title={t("token.snippets.title")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("token.snippets.help")}
      </Text>
      <Tabs value={chosen} onChange={choose} keepMounted={false}>
        <Tabs.List mb="sm">
          {SNIPPETS.map(({ title }) => (
            <Tabs.Tab key={title} value={title}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SNIPPETS.map(({ title, lines }) => (
          <Tabs.Panel key={title} value={title}>
            <Code block className="snippet" mb="sm">
              {lines}
            </Code>
            <Button
              me="sm"
              variant="default"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={() => void copyText(lines).then(setCopied)}
            >
              {t("token.snippets.copy", { what: title })}
            </Button>
            <Text component="output" size="sm">
              {copied === undefined
                ? ""
                : copied
                  ? t("token.snippets.copied")
                  : t("token.snippets.notCopied")}
            </Text>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Section>
  );
}
