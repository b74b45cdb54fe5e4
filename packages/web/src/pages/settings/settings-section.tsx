import "./settings.css";
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../../i18n.ts";
import type { SECTIONS } from "./settings-values.ts";

interface SettingsSectionProps {
  section: (typeof SECTIONS)[number]["section"];
  children: ReactNode;
}

/** Settings that belong together, beside what they are about. */
export function SettingsSection({ section, children }: SettingsSectionProps) {
  return (
    <section className="settings-section">
      <div>
        <Title order={2} size="h3">
          {t(`settings.sections.${section}`)}
        </Title>
        <Text size="sm" c="dimmed">
          {t(`settings.sectionHelp.${section}`)}
        </Text>
      </div>
      <Stack gap="lg">{children}</Stack>
    </section>
  );
}
