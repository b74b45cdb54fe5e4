import { Button, Menu, useMantineColorScheme } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { language, LANGUAGES, t } from "../../i18n.ts";
import { COLOUR_SCHEMES } from "./colour-schemes.ts";
import { ColourSchemeItems, LanguageItems } from "./look-menu-items.tsx";

/** How to read a page before anybody has signed in: its language and its colour scheme. */
export function LookMenus() {
  const { colorScheme } = useMantineColorScheme();
  const { Icon, text } = COLOUR_SCHEMES.find(({ value }) => value === colorScheme) ?? COLOUR_SCHEMES[0];
  return (
    <>
      <LookMenu
        name={t("common.language")}
        value={LANGUAGES[language()]}
        icon={<IconLanguage size={16} aria-hidden />}
      >
        <LanguageItems />
      </LookMenu>
      <LookMenu name={t("common.colourScheme")} value={t(text)} icon={<Icon size={16} aria-hidden />}>
        <ColourSchemeItems />
      </LookMenu>
    </>
  );
}

interface LookMenuProps {
  name: string;
  value: string;
  icon: ReactNode;
  children: ReactNode;
}

function LookMenu({ name, value, icon, children }: LookMenuProps) {
  return (
    <Menu position="top">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={icon}
          aria-label={`${name}: ${value}`}
          data-languages={name === t("common.language") || undefined}
        >
          {value}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
