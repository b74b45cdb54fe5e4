import { Menu, Text, UnstyledButton } from "@mantine/core";
import { IconApi, IconChevronDown, IconKey, IconLogout, IconSettings, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { User } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { ColourSchemeItems, LanguageItems } from "../../ui/look/look-menu-items.tsx";
import { useSignOut } from "./use-sign-out.ts";

export function UserMenu({ user }: { user: User }) {
  const signOut = useSignOut();
  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton
          className="shell-button"
          data-languages
          aria-label={t("shell.userMenu", { name: user.name })}
        >
          <span className="user-picture">
            <IconUser size={16} aria-hidden />
          </span>
          <Text size="sm" fw={500} maw={180} className="one-line" visibleFrom="sm">
            {user.name}
          </Text>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Text px="sm" pt={6} size="sm" fw={600} className="one-line">
          {user.name}
        </Text>
        <Text px="sm" pb={6} size="xs" c="dimmed" className="one-line">
          {user.email}
        </Text>
        <Menu.Divider />
        <Menu.Item component={Link} to="/preferences" leftSection={<IconSettings size={16} aria-hidden />}>
          {t("shell.preferences")}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/preferences/access-tokens"
          ps="xl"
          leftSection={<IconKey size={16} aria-hidden />}
        >
          {t("shell.accessTokens")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item component={Link} to="/docs" leftSection={<IconApi size={16} aria-hidden />}>
          {t("apiReference.title")}
        </Menu.Item>
        <Menu.Divider />
        <ColourSchemeItems />
        <Menu.Divider />
        <LanguageItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          {t("shell.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
