import "@mantine/dates/styles.css";
import { DatePicker } from "@mantine/dates";
import { locale, t } from "../../i18n.ts";

/** Days as `2026-12-22`. */
type Range = [from: string | null, to: string | null];

interface RangeCalendarProps {
  value: Range;
  onPick: (range: Range) => void;
}

/** A month to pick two days from, in the reader's language. Its code and styles are fetched when it is opened. */
export function RangeCalendar({ value, onPick }: RangeCalendarProps) {
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      value={value}
      maxLevel="year"
      size="sm"
      hideOutsideDates
      weekendDays={[]}
      firstDayOfWeek={firstDayOfWeek()}
      monthLabelFormat={(day) => formatted(day, { month: "long", year: "numeric" })}
      yearLabelFormat={(day) => formatted(day, { year: "numeric" })}
      monthsListFormat={(day) => formatted(day, { month: "short" })}
      weekdayFormat={(day) => formatted(day, { weekday: "short" })}
      getDayAriaLabel={(day) => formatted(day, { dateStyle: "full" })}
      ariaLabels={{
        previousMonth: t("list.calendar.previousMonth"),
        nextMonth: t("list.calendar.nextMonth"),
        previousYear: t("list.calendar.previousYear"),
        nextYear: t("list.calendar.nextYear"),
      }}
      onChange={onPick}
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
