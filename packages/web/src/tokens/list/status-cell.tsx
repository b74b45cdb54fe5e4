import { Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconClockExclamation, IconMoon, IconRefresh } from "@tabler/icons-react";
import type { Token } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { localTime, relativeTime, shortTime, utcTime } from "../../time.ts";
import { HoverText } from "../../ui/hover-text.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { type Hint, hintsOf } from "../hints.ts";

const LOOKS = {
  soon: { Icon: IconClockExclamation, c: "var(--mantine-color-yellow-light-color)", fw: 500 },
  verySoon: { Icon: IconAlertTriangle, c: "var(--mantine-color-error)", fw: 600 },
  unused: { Icon: IconMoon, c: "dimmed", fw: 400 },
} as const;

/** The status, and beside it what deserves a look. */
export function StatusCell({ token, nowMs }: { token: Token; nowMs: number }) {
  return (
    <Group gap={6}>
      <StatusBadge status={token.status} />
      {hintsOf(token, nowMs).map((hint) => (
        <HintText key={hint} hint={hint} />
      ))}
      {token.overlapEndsAt !== null && <OldValue until={token.overlapEndsAt} nowMs={nowMs} />}
    </Group>
  );
}

function HintText({ hint }: { hint: Hint }) {
  const { Icon, c, fw } = LOOKS[hint];
  return (
    <Text span size="xs" c={c} fw={fw} className="hint">
      <Icon size={14} aria-hidden className="whole" />
      {t(`list.hint.${hint}`)}
    </Text>
  );
}

/** While a rotation's old value still works: until when, and how much longer that is. */
function OldValue({ until, nowMs }: { until: string; nowMs: number }) {
  return (
    <HoverText label={[t("list.localTime", { time: localTime(until) }), utcTime(until)].join("\n")}>
      {(hover) => (
        <Text span size="xs" c="dimmed" className="hint" {...hover}>
          <IconRefresh size={14} aria-hidden className="whole" />
          <span>
            {t("list.oldValueUntil", { time: shortTime(until, nowMs), left: relativeTime(until, nowMs) })}
          </span>
        </Text>
      )}
    </HoverText>
  );
}
