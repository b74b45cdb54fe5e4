import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PageHeadProps {
  title: string;
  intro: string;
  /** The page's first action, if it has one. */
  children?: ReactNode;
}

/** What every page of a project begins with: what it is, what it is for, and its first action. */
export function PageHead({ title, intro, children }: PageHeadProps) {
  return (
    <Group justify="space-between" align="start">
      <title>{`${title} · Tokenhouse`}</title>
      <div className="page-intro">
        <Title order={1} className="as-typed">
          {title}
        </Title>
        <Text c="dimmed" className="as-typed">
          {intro}
        </Text>
      </div>
      {children}
    </Group>
  );
}
