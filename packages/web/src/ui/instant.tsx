import { Text } from "@mantine/core";
import { t } from "../i18n.ts";
import { localTime, relativeTime, utcTime } from "../time.ts";
import { HoverText } from "./hover-text.tsx";
import "./instant.css";

interface InstantProps {
  at: string;
  nowMs: number;
  /** What else there is to say of it on hover. */
  note?: string;
}

/** A moment: how far away it is. Local time and UTC come with pointer, finger or focus; local time stands below it inside `tells-exact`. */
export function Instant({ at, nowMs, note }: InstantProps) {
  const exact = [t("list.localTime", { time: localTime(at) }), utcTime(at), note];
  return (
    <HoverText label={exact.filter((line) => line !== undefined).join("\n")}>
      {(hover) => (
        <time dateTime={at} className="instant" {...hover}>
          <Text span size="sm">
            {relativeTime(at, nowMs)}
          </Text>
          <Text span size="xs" c="dimmed" className="exact">
            {localTime(at)}
          </Text>
        </time>
      )}
    </HoverText>
  );
}
