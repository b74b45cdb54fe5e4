import { Anchor, Box, Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AuditEvent } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";
import { Instant } from "../../ui/instant.tsx";
import { itemsOf } from "../../ui/list/paged-list.tsx";
import { useNow } from "../../ui/use-now.ts";
import { eventName } from "../audit/events.ts";
import { eventsQuery } from "./queries.ts";
import { Known, Section } from "./section.tsx";

/** What happened to the token, newest first, as the audit log has it. */
export function HistorySection({ id }: { id: string }) {
  const list = useInfiniteQuery(eventsQuery(id));
  const nowMs = useNow();
  return (
    <Section title={t("token.history.title")} aside={<AuditLink id={id} />}>
      <Known query={list}>
        {() => (
          <ol className="plain-list token-history">
            {itemsOf(list).map((event) => (
              <li key={event.id}>
                <HistoryEntry event={event} nowMs={nowMs} />
              </li>
            ))}
          </ol>
        )}
      </Known>
      {list.hasNextPage && (
        <Button
          mt="sm"
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("token.history.more")}
        </Button>
      )}
    </Section>
  );
}

function AuditLink({ id }: { id: string }) {
  const { data: signedIn } = useQuery(sessionQuery);
  const role = signedIn?.project?.role;
  if (role !== "owner" && role !== "admin") return null;
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link to="/project/audit" search={{ tokenId: id }} {...props} />}
    >
      {t("token.history.inAuditLog")}
    </Anchor>
  );
}

function HistoryEntry({ event, nowMs }: { event: AuditEvent; nowMs: number }) {
  const { at, actor, origin } = event;
  const name = actor.name || t("token.history.nobody");
  const detail = detailOf(event);
  return (
    <Group justify="space-between" align="start" gap="xs">
      <Box flex="1 1 220px" miw={0}>
        <Text size="sm" fw={600} className="as-typed">
          {eventName(event.event)}
        </Text>
        <Text size="xs" c="dimmed" className="as-typed">
          {origin.ip === ""
            ? t("token.history.by", { name })
            : t("token.history.byFrom", { name, address: origin.ip })}
        </Text>
        {detail !== undefined && (
          <Text size="xs" className="as-typed">
            {detail}
          </Text>
        )}
      </Box>
      <Box flex="0 0 auto">
        <Instant at={at} nowMs={nowMs} />
      </Box>
    </Group>
  );
}

/** What else there is to say of an event. */
function detailOf({ event, detail }: AuditEvent): string | undefined {
  const { reason, version } = detail;
  if (event === "token.revoked" && typeof reason === "string") return t("token.history.reason", { reason });
  if (event === "token.rotated" && typeof version === "number")
    return t("token.history.toVersion", { version });
  return undefined;
}
