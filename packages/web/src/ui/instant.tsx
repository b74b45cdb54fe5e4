import { Text, Tooltip } from "@mantine/core";
import { localTime, relativeTime, utcTime } from "../time.ts";

/** A moment: local time, how far away it is, and UTC on hover. */
export function Instant({ at, nowMs }: { at: string; nowMs: number }) {
  return (
    <Tooltip label={utcTime(at)}>
      <time dateTime={at}>
        <Text span fz={13} style={{ whiteSpace: "nowrap" }}>
          {localTime(at)}
        </Text>
        <Text span display="block" size="xs" c="dimmed">
          {relativeTime(at, nowMs)}
        </Text>
      </time>
    </Tooltip>
  );
}
