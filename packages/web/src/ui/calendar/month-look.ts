import type { DatePickerProps } from "@mantine/dates";
import { locale, t } from "../../i18n.ts";

/** How a calendar draws a month, in the reader's language. */
export function monthLook() {
  return {
    maxLevel: "year",
    hideOutsideDates: true,
    weekendDays: [],
    firstDayOfWeek: firstDayOfWeek(),
    monthLabelFormat: (day) => formatted(day, { month: "long", year: "numeric" }),
    yearLabelFormat: (day) => formatted(day, { year: "numeric" }),
    monthsListFormat: (day) => formatted(day, { month: "short" }),
    weekdayFormat: (day) => formatted(day, { weekday: "short" }),
    getDayAriaLabel: (day) => formatted(day, { dateStyle: "full" }),
    ariaLabels: {
      previousMonth: t("common.calendar.previousMonth"),
      nextMonth: t("common.calendar.nextMonth"),
      previousYear: t("common.calendar.previousYear"),
      nextYear: t("common.calendar.nextYear"),
    },
  } satisfies DatePickerProps;
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
