import { Card, Center, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { HouseMark } from "./house-mark.tsx";

/** The frame of the pages before the house: one card with the mark above it. */
export function FrontDoor({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>{`${title} · Tokenhouse`}</title>
      <Stack w="100%" maw={440} gap="lg">
        <Group justify="center" gap="xs">
          <HouseMark size={34} />
          <Text fw={700} fz="xl">
            Tokenhouse
          </Text>
        </Group>
        <Card className="quiet-card" withBorder shadow="sm" padding="xl" radius="lg">
          <Title order={1} mb="md">
            {title}
          </Title>
          {children}
        </Card>
      </Stack>
    </Center>
  );
}
