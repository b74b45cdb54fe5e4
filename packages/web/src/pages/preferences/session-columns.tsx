import { Badge, Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { OwnSession } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { Instant } from "../../ui/instant.tsx";
import { noticeDone, noticeFault } from "../../ui/notices.tsx";
import type { Column } from "../../ui/records.tsx";
import { browserName } from "./browser-name.ts";
import { sessionsQuery } from "./sessions-query.ts";
import { sessionWords as words } from "./wording.ts";

export const COLUMNS: readonly Column<OwnSession>[] = [
  {
    id: "browser",
    title: words.browser,
    cell: ({ userAgent, current }) => (
      <Group gap={6}>
        <Text span size="sm" fw={600} className="as-typed" title={userAgent}>
          {browserName(userAgent)}
        </Text>
        {current && (
          <Badge variant="light" tt="none" fw={600}>
            {words.current}
          </Badge>
        )}
      </Group>
    ),
  },
  {
    id: "address",
    title: words.address,
    cell: ({ ip }) => (
      <Text span size="sm" className="as-typed">
        {ip}
      </Text>
    ),
  },
  {
    id: "since",
    title: words.since,
    cell: ({ createdAt }, nowMs) => <Instant at={createdAt} nowMs={nowMs} />,
  },
  {
    id: "until",
    title: words.until,
    cell: ({ expiresAt }, nowMs) => <Instant at={expiresAt} nowMs={nowMs} />,
  },
];

/** Ends one other session; the one here is ended by signing out. */
export function EndButton({ row: { id, current, userAgent, ip } }: { row: OwnSession }) {
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => client.endSession({ params: { id } }),
    onSuccess: () => {
      noticeDone(words.ended);
      document.querySelector<HTMLElement>("main")?.focus();
    },
    onError: (error) => noticeFault(words.endFailed, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  if (current) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={words.endOf(browserName(userAgent), ip)}
      loading={end.isPending}
      onClick={() => end.mutate()}
    >
      {words.end}
    </Button>
  );
}
