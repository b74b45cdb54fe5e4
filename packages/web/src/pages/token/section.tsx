import { Button, Card, Group, Skeleton, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";

interface SectionProps {
  title: string;
  /** What stands at the end of the title's line. */
  aside?: ReactNode;
  children: ReactNode;
}

/** One part of what is known of a token. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <Card component="section" aria-label={title} className="quiet-card token-section" withBorder>
      <Group justify="space-between" mih={28} mb="sm" gap="xs">
        <Title order={2} size="h3">
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Card>
  );
}

interface KnownProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "isPending" | "error" | "refetch">;
  children: (data: T) => ReactNode;
}

/** What a query has found, or what there is to say until then. */
export function Known<T>({ query: { data, isPending, error, refetch }, children }: KnownProps<T>) {
  if (data !== undefined) return children(data);
  if (isPending) return <Lines />;
  return (
    <Stack align="start" gap="xs">
      <Text size="sm" role="alert">
        {faultText(error)}
      </Text>
      <Button variant="default" size="compact-sm" onClick={() => void refetch()}>
        {t("token.again")}
      </Button>
    </Stack>
  );
}

export function Lines() {
  return (
    <Stack gap="xs" aria-busy>
      <VisuallyHidden>{t("token.loading")}</VisuallyHidden>
      {["90%", "70%", "80%"].map((width) => (
        <Skeleton key={width} height={20} width={width} />
      ))}
    </Stack>
  );
}
