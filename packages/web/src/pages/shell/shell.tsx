import { AppShell, Burger, EmptyState, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useMatches, useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { sessionQuery } from "../../queries.ts";
import { ColourSchemeMenu } from "../../ui/colour-scheme-menu.tsx";
import { HouseMark } from "../../ui/house-mark.tsx";
import { Navigation } from "./navigation.tsx";
import { ProjectChoice } from "./project-choice.tsx";
import { UserMenu } from "./user-menu.tsx";
import { words } from "./wording.ts";

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  const { data: signedIn } = useQuery(sessionQuery);
  const router = useRouter();
  const content = useRef<HTMLElement>(null);
  const { href } = useLocation();
  const withoutProject = useMatches().some(({ staticData }) => staticData.withoutProject === true);
  const [opened, { toggle, close }] = useDisclosure();
  useEffect(close, [href, close]);

  // The session has ended under way: the route's own guard knows where to go.
  useEffect(() => {
    if (!signedIn) void router.invalidate();
  }, [signedIn, router]);

  if (!signedIn) return null;
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 220, breakpoint: "md", collapsed: { mobile: !opened } }}
      padding={{ base: "md", md: "xl" }}
    >
      <UnstyledButton className="skip-link" onClick={() => content.current?.focus()}>
        {words.skip}
      </UnstyledButton>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={opened ? words.closeNavigation : words.openNavigation}
              aria-expanded={opened}
            />
            <HouseMark />
            <Text fw={700} visibleFrom="xs">
              Tokenhouse
            </Text>
            <ProjectChoice signedIn={signedIn} />
          </Group>
          <Group gap={4} wrap="nowrap">
            <ColourSchemeMenu />
            <UserMenu user={signedIn.user} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={words.navigation}>
        <Navigation signedIn={signedIn} />
      </AppShell.Navbar>
      <AppShell.Main ref={content} tabIndex={-1}>
        {signedIn.project || withoutProject ? (
          <Outlet key={signedIn.project?.id ?? ""} />
        ) : (
          <EmptyState title={words.noProject} description={words.noProjectText} />
        )}
      </AppShell.Main>
    </AppShell>
  );
}
