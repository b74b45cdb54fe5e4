import { Card, Center, Group, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { HouseMark } from "./house-mark.tsx";

/** The frame of the pages before the house: one card with the mark above it. */
export function FrontDoor({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>{`${title} · Tokenhouse`}</title>
      <Stack w="100%" maw={440} gap="lg">
        <Group justify="center">
          <HouseMark size={30} />
        </Group>
        <Card className="quiet-card" withBorder padding="xl" radius="lg">
          <Title order={1} mb="md">
            {title}
          </Title>
          {children}
        </Card>
      </Stack>
    </Center>
  );
}
