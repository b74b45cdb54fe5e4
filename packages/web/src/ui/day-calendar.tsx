import "@mantine/dates/styles.css";
import { DatePicker } from "@mantine/dates";
import { locale, t } from "../i18n.ts";

interface DayCalendarProps {
  /** The days as `2026-12-22`. */
  value: string | null;
  minDate: string;
  maxDate?: string;
  onPick: (day: string) => void;
}

/** A month to pick a day from, in the reader's language. Its code and styles are fetched when it is opened. */
export function DayCalendar({ value, minDate, maxDate, onPick }: DayCalendarProps) {
  return (
    <DatePicker
      __stopPropagation
      value={value}
      defaultDate={value ?? minDate}
      minDate={minDate}
      {...(maxDate !== undefined && { maxDate })}
      maxLevel="year"
      hideOutsideDates
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
