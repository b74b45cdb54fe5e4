import "./audit.css";
import { Text } from "@mantine/core";
import {
  type Icon,
  IconKey,
  IconLogin2,
  IconRobot,
  IconSettings,
  IconShieldX,
  IconUser,
} from "@tabler/icons-react";
import type { AuditEvent } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { useNames } from "../../people/use-people.ts";
import { Instant } from "../../ui/instant.tsx";
import { Sentence } from "../../ui/named.tsx";
import type { Column } from "../../ui/list/records.tsx";
import { changedFields } from "./changed-fields.ts";
import { eventSentence } from "./event-text.ts";
import { type EventGroup, groupOf } from "./events.ts";

export const columns = (): readonly Column<AuditEvent>[] => [
  { id: "what", title: t("audit.what"), cell: (event) => <What event={event} /> },
  { id: "when", title: t("audit.when"), cell: ({ at }, nowMs) => <Instant at={at} nowMs={nowMs} /> },
  {
    id: "from",
    title: t("audit.from"),
    cell: ({ origin: { ip, carrier } }) => (
      <>
        <Text span display="block" size="sm" className="as-typed figures">
          {ip}
        </Text>
        <Text span display="block" size="xs" c="dimmed">
          {t(`audit.carriers.${carrier}`)}
        </Text>
      </>
    ),
  },
];

const ICONS: Record<EventGroup, Icon> = {
  tokens: IconKey,
  members: IconUser,
  serviceAccounts: IconRobot,
  project: IconSettings,
  people: IconLogin2,
  refusals: IconShieldX,
};

/** So many changes are told in the list; the details tell all. */
const CHANGES_TOLD = 2;

function What({ event }: { event: AuditEvent }) {
  const group = groupOf(event.event);
  const EventIcon = ICONS[group];
  const changed = changedFields(event);
  return (
    <div className="event" {...(group === "refusals" && { "data-refusal": true })}>
      <EventIcon size={18} aria-hidden />
      <div>
        <Text span display="block" size="sm" className="as-typed">
          <Sentence text={eventSentence(event, useNames())} />
        </Text>
        {changed.slice(0, CHANGES_TOLD).map(({ field, before, after }) => (
          <Text key={field} span display="block" size="xs" c="dimmed" className="as-typed">
            {t("settings.saving.from", { name: field, before, after })}
          </Text>
        ))}
        {changed.length > CHANGES_TOLD && (
          <Text span display="block" size="xs" c="dimmed">
            {t("audit.moreChanges", { count: changed.length - CHANGES_TOLD })}
          </Text>
        )}
      </div>
    </div>
  );
}
