import { Badge, Code, Text } from "@mantine/core";
import type { Settings } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { SettingsSection } from "./settings-section.tsx";
import { inWords, SECTIONS } from "./settings-values.ts";

/** The rules to read, for whoever cannot change them. */
export function SettingsAsTheyAre({ settings }: { settings: Settings }) {
  return (
    <div>
      {SECTIONS.map(({ section, fields }) => (
        <SettingsSection key={section} section={section}>
          {section === "scopes" ? (
            <Catalogue catalogue={settings.scopeCatalogue} />
          ) : (
            <dl className="settled">
              {fields.map((field) => (
                <div key={field}>
                  <dt>
                    <span>{t(`settings.fields.${field}`)}</span>
                    <Badge color={settings[field] === false ? "gray" : "petrol"}>
                      {inWords(settings, field)}
                    </Badge>
                  </dt>
                  <Text component="dd" size="sm" c="dimmed">
                    {t(`settings.help.${field}`)}
                  </Text>
                </div>
              ))}
            </dl>
          )}
        </SettingsSection>
      ))}
    </div>
  );
}

function Catalogue({ catalogue }: { catalogue: Settings["scopeCatalogue"] }) {
  if (catalogue.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("settings.catalogue.empty")}
      </Text>
    );
  }
  return (
    <dl className="settled">
      {catalogue.map(({ scope, description }) => (
        <div key={scope}>
          <dt>
            <Code fz="sm" className="as-typed">
              {scope}
            </Code>
          </dt>
          <Text component="dd" size="sm" c="dimmed" className="as-typed">
            {description}
          </Text>
        </div>
      ))}
    </dl>
  );
}
