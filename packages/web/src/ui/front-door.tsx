import { Card, Center, Group, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { HouseMark } from "./house-mark.tsx";
import { LookMenus } from "./look/look-menus.tsx";

/** The frame of the pages before the house: one card with the mark above it, and below it how to read it. */
export function FrontDoor({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>{`${title} · Tokenhouse`}</title>
      <Stack w="100%" maw={400} gap="lg">
        <Group justify="center">
          <HouseMark size={30} />
        </Group>
        <Card className="quiet-card" withBorder padding="xl">
          <Title order={1} fz="xl">
            {title}
          </Title>
          <div className="door-content">{children}</div>
        </Card>
        <Group justify="center" gap="xs">
          <LookMenus />
        </Group>
      </Stack>
    </Center>
  );
}
