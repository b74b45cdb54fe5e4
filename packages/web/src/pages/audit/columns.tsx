import { Text } from "@mantine/core";
import type { AuditEvent } from "@tokenhouse/sdk/client";
import { useNames } from "../../people/use-people.ts";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/records.tsx";
import { eventText } from "./event-text.ts";
import { carrierNames, words } from "./wording.ts";

export const COLUMNS: readonly Column<AuditEvent>[] = [
  { id: "what", title: words.what, cell: (event) => <What event={event} /> },
  { id: "when", title: words.when, cell: ({ at }, nowMs) => <Instant at={at} nowMs={nowMs} /> },
  {
    id: "who",
    title: words.who,
    cell: ({ actor }) => (
      <Text span size="sm" className="as-typed">
        {actor.name || words.nobody}
      </Text>
    ),
  },
  {
    id: "from",
    title: words.from,
    cell: ({ origin: { ip, carrier } }) => (
      <>
        <Text span display="block" size="sm" className="as-typed">
          {ip}
        </Text>
        <Text span size="xs" c="dimmed">
          {carrierNames[carrier]}
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
