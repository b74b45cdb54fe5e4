import { Tabs, Text } from "@mantine/core";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { CopyLines } from "../../ui/copy-lines.tsx";
import { Section } from "./section.tsx";
import { SNIPPETS } from "./snippets.ts";

/** How the token is used, with a variable in place of the value, which nobody knows any more. */
export function SnippetsSection() {
  const [chosen, setChosen] = useState<string>(SNIPPETS[0]?.title ?? "");
  return (
    <Section title={t("token.snippets.title")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("token.snippets.help")}
      </Text>
      <Tabs value={chosen} onChange={(title) => setChosen(title ?? chosen)} keepMounted={false}>
        <Tabs.List mb="sm">
          {SNIPPETS.map(({ title }) => (
            <Tabs.Tab key={title} value={title}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SNIPPETS.map(({ title, lines }) => (
          <Tabs.Panel key={title} value={title}>
            <CopyLines lines={lines} copy={t("token.snippets.copy", { what: title })} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Section>
  );
}
