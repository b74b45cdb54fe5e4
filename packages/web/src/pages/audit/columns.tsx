import { Text } from "@mantine/core";
import type { AuditEvent } from "@tokenhouse/sdk/client";
import { useNames } from "../../people/use-people.ts";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/records.tsx";
import { eventText } from "./event-text.ts";
import { t } from "../../i18n.ts";

export const columns = (): readonly Column<AuditEvent>[] => [
  { id: "what", title: t("audit.what"), cell: (event) => <What event={event} /> },
  { id: "when", title: t("audit.when"), cell: ({ at }, nowMs) => <Instant at={at} nowMs={nowMs} /> },
  {
    id: "who",
    title: t("audit.who"),
    cell: ({ actor }) => (
      <Text span size="sm" className="as-typed">
        {actor.name || t("audit.nobody")}
      </Text>
    ),
  },
  {
    id: "from",
    title: t("audit.from"),
    cell: ({ origin: { ip, carrier } }) => (
      <>
        <Text span display="block" size="sm" className="as-typed">
          {ip}
        </Text>
        <Text span size="xs" c="dimmed">
          {t(`audit.carriers.${carrier}`)}
        </Text>
      </>
    ),
  },
];

function What({ event }: { event: AuditEvent }) {
  return (
    <Text span size="sm" fw={600} className="as-typed">
      {eventText(event, useNames())}
    </Text>
  );
}
