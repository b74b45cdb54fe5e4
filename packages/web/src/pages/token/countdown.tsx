import { Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { locale } from "../../i18n.ts";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** The time left until an instant, moving with every second. */
export function Countdown({ until, label }: { until: string; label: string }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useInterval(() => setNowMs(Date.now()), 1000, { autoInvoke: true });
  return (
    <Text span role="timer" aria-label={label} fw={600} className="figures">
      {timeLeft(Date.parse(until) - nowMs)}
    </Text>
  );
}

/** The two greatest units: `2 days, 4 hours`, `14 min, 9 sec`. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const from = UNITS.findIndex(([, length]) => seconds >= length);
  const parts = (from === -1 ? UNITS.slice(-1) : UNITS.slice(from, from + 2)).map(
    ([unit, length], n, units) => {
      const before = units[n - 1]?.[1];
      const amount = Math.floor((before === undefined ? seconds : seconds % before) / length);
      return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "short" }).format(amount);
    },
  );
  return new Intl.ListFormat(locale(), { type: "unit", style: "short" }).format(parts);
}
