import { Badge, Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { OwnSession } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { Instant } from "../../ui/instant.tsx";
import { noticeDone, noticeFault } from "../../ui/notices/notices.tsx";
import type { Column } from "../../ui/list/records.tsx";
import { browserName } from "../../browser-name.ts";
import { sessionsQuery } from "./sessions-query.ts";

export const columns = (): readonly Column<OwnSession>[] => [
  {
    id: "browser",
    title: t("preferences.sessionsPage.browser"),
    cell: ({ userAgent, current }) => (
      <Group gap={6}>
        <Text span size="sm" fw={600} className="as-typed" title={userAgent}>
          {browserName(userAgent)}
        </Text>
        {current && (
          <Badge variant="light" tt="none" fw={600}>
            {t("preferences.sessionsPage.current")}
          </Badge>
        )}
      </Group>
    ),
  },
  {
    id: "address",
    title: t("preferences.sessionsPage.address"),
    cell: ({ ip }) => (
      <Text span size="sm" className="as-typed">
        {ip}
      </Text>
    ),
  },
  {
    id: "since",
    title: t("preferences.sessionsPage.since"),
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
  {
    id: "until",
    title: t("preferences.sessionsPage.until"),
    cell: ({ expiresAt }, nowMs) => <Instant at={expiresAt} nowMs={nowMs} />,
  },
];

/** Ends one other session; the one here is ended by signing out. */
export function EndButton({ row: { id, current, userAgent, ip } }: { row: OwnSession }) {
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => client.endSession({ params: { id } }),
    onSuccess: () => {
      noticeDone(t("preferences.sessionsPage.ended"));
      document.querySelector<HTMLElement>("main")?.focus();
    },
    onError: (error) => noticeFault(t("preferences.sessionsPage.endFailed"), error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  if (current) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={t("preferences.sessionsPage.endOf", { browser: browserName(userAgent), address: ip })}
      loading={end.isPending}
      onClick={() => end.mutate()}
    >
      {t("preferences.sessionsPage.end")}
    </Button>
  );
}
