import { Menu, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { type Language, language, LANGUAGES, t } from "../../i18n.ts";
import { COLOUR_SCHEMES } from "./colour-schemes.ts";
import { speakHere } from "../speak-here.ts";

/** The colour schemes, for a menu. */
export function ColourSchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t("common.colourScheme")}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
        {COLOUR_SCHEMES.map(({ value, text, Icon }) => (
          <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} aria-hidden />}>
            {t(text)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

/** The languages, for a menu. */
export function LanguageItems() {
  return (
    <>
      <Menu.Label>{t("common.language")}</Menu.Label>
      <Menu.RadioGroup value={language()} onChange={(chosen) => void speakHere(chosen as Language)}>
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <Menu.RadioItem key={tag} value={tag} lang={tag}>
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
