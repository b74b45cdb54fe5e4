import { Avatar, Group, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconKey, IconLogout, IconSettings, IconUser } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { User } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { chooseLanguage, type Language, language, LANGUAGES, t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";
import { noticeFault } from "../../ui/notices.tsx";
import { words } from "./wording.ts";

export function UserMenu({ user }: { user: User }) {
  const signOut = useMutation({
    mutationFn: () => client.signOut(),
    onSuccess: () => startAfresh(null),
    onError: (error) => noticeFault(words.signOutFailed, error),
  });
  return (
    <Menu width={230}>
      <Menu.Target>
        <UnstyledButton aria-label={words.userMenu(user.name)}>
          <Group gap="xs" wrap="nowrap">
            <Avatar color="indigo" size={36}>
              <IconUser size={20} aria-hidden />
            </Avatar>
            <Text size="sm" fw={500} maw={180} className="one-line" visibleFrom="sm">
              {user.name}
            </Text>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Text px="sm" pt="xs" size="sm" fw={600} className="one-line">
          {user.name}
        </Text>
        <Text px="sm" pb="xs" size="xs" c="dimmed" className="one-line">
          {user.email}
        </Text>
        <Menu.Divider />
        <Menu.Item component={Link} to="/preferences" leftSection={<IconSettings size={16} aria-hidden />}>
          {words.preferences}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/preferences/access-tokens"
          pl="xl"
          leftSection={<IconKey size={16} aria-hidden />}
        >
          {words.accessTokens}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("shell.language")}</Menu.Label>
        <Menu.RadioGroup value={language()} onChange={(chosen) => void chooseLanguage(chosen as Language)}>
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <Menu.RadioItem key={tag} value={tag} lang={tag}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          {words.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
