import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { TokenUsage } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { locale, t } from "../../i18n.ts";
import { DayChart } from "../../ui/day-chart.tsx";
import { usageQuery } from "./queries.ts";
import { Known, Section } from "./section.tsx";

const RANGES = [30, 90];

/** How often the token was used on each of the last days. */
export function UsageSection({ id }: { id: string }) {
  const [days, setDays] = useState(RANGES[0] ?? 30);
  const usage = useQuery(usageQuery(id, days));
  return (
    <Section
      title={t("token.usage.title")}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t("token.usage.range")}
          data={RANGES.map((range) => ({
            value: String(range),
            label: t("token.usage.days", { count: range }),
          }))}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
        />
      }
    >
      <Known query={usage}>{(data) => <UsageChart usage={data} />}</Known>
    </Section>
  );
}

function UsageChart({ usage: { total, days } }: { usage: TokenUsage }) {
  const figures = new Intl.NumberFormat(locale());
  const countText = (count: number) => figures.format(count);
  const said = t("token.usage.total", { count: total, uses: countText(total), days: days.length });
  return (
    <>
      <Text size="sm" mb="sm">
        <Text span fz={26} fw={600} lh={1} me={6} className="figures">
          {countText(total)}
        </Text>
        <Text span size="sm" c="dimmed">
          {t("token.usage.inDays", { count: total, days: days.length })}
        </Text>
      </Text>
      {total === 0 ? (
        <Text size="sm" c="dimmed">
          {t("token.usage.none")}
        </Text>
      ) : (
        <DayChart
          label={said}
          days={days.map(({ date, uses }) => ({ date, count: uses }))}
          dateText={dayText}
          countText={countText}
          heads={{ date: t("token.usage.day"), count: t("token.usage.uses") }}
        />
      )}
    </>
  );
}

/** `22 Nov`, as the reader's language writes it; the days are those of UTC. */
function dayText(date: string): string {
  const format = new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" });
  return format.format(new Date(date));
}
