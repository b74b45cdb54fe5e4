import "@mantine/dates/styles.css";
import { DatePicker } from "@mantine/dates";
import { useEffect, useRef } from "react";
import { locale, t } from "../../i18n.ts";

interface DayCalendarProps {
  /** The days as `2026-12-22`. */
  value: string | null;
  minDate: string;
  maxDate?: string;
  onPick: (day: string) => void;
}

const DAYS = "td button:not(:disabled)";

/** A month to pick a day from, in the reader's language. Its code and styles are fetched when it is opened. */
export function DayCalendar({ value, minDate, maxDate, onPick }: DayCalendarProps) {
  const calendar = useRef<HTMLDivElement>(null);
  // It comes later than what it opens in, so that the focus has to follow.
  useEffect(() => {
    const chosen = calendar.current?.querySelector<HTMLElement>(`${DAYS}[data-selected]`);
    (chosen ?? calendar.current?.querySelector<HTMLElement>(DAYS))?.focus();
  }, []);
  return (
    <DatePicker
      ref={calendar}
      __stopPropagation
      value={value}
      defaultDate={value ?? minDate}
      minDate={minDate}
      {...(maxDate !== undefined && { maxDate })}
      maxLevel="year"
      hideOutsideDates
      weekendDays={[]}
      firstDayOfWeek={firstDayOfWeek()}
      monthLabelFormat={(day) => formatted(day, { month: "long", year: "numeric" })}
      yearLabelFormat={(day) => formatted(day, { year: "numeric" })}
      monthsListFormat={(day) => formatted(day, { month: "short" })}
      weekdayFormat={(day) => formatted(day, { weekday: "short" })}
      getDayAriaLabel={(day) => formatted(day, { dateStyle: "full" })}
      ariaLabels={{
        previousMonth: t("generate.calendar.previousMonth"),
        nextMonth: t("generate.calendar.nextMonth"),
        previousYear: t("generate.calendar.previousYear"),
        nextYear: t("generate.calendar.nextYear"),
      }}
      onChange={(day) => day !== null && onPick(day)}
    />
  );
}

function formatted(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(
    new Date(day.slice(0, 10)),
  );
}

/** Where the reader's week begins; Monday where the browser does not know. */
function firstDayOfWeek(): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  const reader = new Intl.Locale(locale()) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return ((reader.getWeekInfo?.().firstDay ?? 1) % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6;
}
