import { Card, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { PageHead } from "../../ui/page-head.tsx";

/** A page of the preferences that is one form. */
export function PreferencesCard(props: { title: string; intro: string; children: ReactNode }) {
  const { title, intro, children } = props;
  return (
    <Stack>
      <PageHead title={title} intro={intro} />
      <Card className="quiet-card" withBorder radius="lg" padding="lg" w="100%" maw={560}>
        {children}
      </Card>
    </Stack>
  );
}
