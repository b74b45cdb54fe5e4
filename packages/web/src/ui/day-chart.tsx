import { Table, VisuallyHidden } from "@mantine/core";
import { useState } from "react";

interface Day {
  /** `2026-11-22` */
  date: string;
  count: number;
}

interface DayChartProps {
  /** What the bars tell, as a whole: the chart's name. */
  label: string;
  /** Oldest first, without a gap. */
  days: readonly Day[];
  dateText: (date: string) => string;
  countText: (count: number) => string;
  /** The heads of the table that says the same. */
  heads: { date: string; count: string };
}

const HEIGHT = 176;

/** One bar a day. Whoever does not see it gets the same as a table. */
export function DayChart({ label, days, dateText, countText, heads }: DayChartProps) {
  const [pointed, setPointed] = useState<Day>();
  const most = roundUp(Math.max(...days.map(({ count }) => count)));
  const [first, last] = [days[0], days.at(-1)];
  return (
    <div className="day-chart">
      <div className="day-chart-scale figures" aria-hidden>
        <span>{countText(most)}</span>
        <strong>{pointed && `${dateText(pointed.date)}: ${countText(pointed.count)}`}</strong>
      </div>
      <svg
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an <img> holds no bars with titles of their own
        role="img"
        aria-label={label}
        width="100%"
        height={HEIGHT}
        onPointerLeave={() => setPointed(undefined)}
      >
        {days.map((day, n) => (
          <DayBar
            key={day.date}
            start={n / days.length}
            width={1 / days.length}
            height={day.count / most}
            title={`${dateText(day.date)}: ${countText(day.count)}`}
            onPoint={() => setPointed(day)}
          />
        ))}
      </svg>
      <div className="day-chart-scale figures" aria-hidden>
        <span>{first && dateText(first.date)}</span>
        <span>{last && dateText(last.date)}</span>
      </div>
      <VisuallyHidden component="div">
        <Table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">{heads.date}</th>
              <th scope="col">{heads.count}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ date, count }) => (
              <tr key={date}>
                <td>{dateText(date)}</td>
                <td>{countText(count)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </VisuallyHidden>
    </div>
  );
}

interface DayBarProps {
  /** Shares of the whole. */
  start: number;
  width: number;
  height: number;
  title: string;
  onPoint: () => void;
}

/** The bar, and over it the whole column, so that a day without any can be pointed at, too. */
function DayBar({ start, width, height, title, onPoint }: DayBarProps) {
  // A day with a single use among thousands is still no empty one.
  const tall = height === 0 ? 0 : Math.max(3, height * HEIGHT);
  return (
    <g className="day-chart-day" onPointerEnter={onPoint}>
      <title>{title}</title>
      <rect className="day-chart-column" x={percent(start)} width={percent(width)} height={HEIGHT} />
      <rect
        className="day-chart-bar"
        x={percent(start + width * 0.14)}
        width={percent(width * 0.72)}
        y={HEIGHT - tall}
        height={tall}
        rx={2}
      />
    </g>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}

/** The next of 1, 2, 5, 10, 20, 50, …: a scale that can be read. */
function roundUp(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= count) ?? 10 * power;
}
