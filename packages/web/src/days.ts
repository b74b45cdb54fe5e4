import { locale, t } from "./i18n.ts";

/** A day on the reader's calendar, such as `2026-11-22`. */
export type Day = string;

const DAY = /^\d{4}-\d\d-\d\d$/;

export function isDay(text: unknown): text is Day {
  return typeof text === "string" && DAY.test(text) && !Number.isNaN(midnight(text).getTime());
}

/** The instant at which a day begins where the reader is, or the day so many days later. */
export function startOf(day: Day, daysLater = 0): string {
  const start = midnight(day);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}

/** The reader's own day so many days before now, such as `2026-11-22`. */
export function dayBefore(days: number, nowMs = Date.now()): string {
  const day = new Date(nowMs);
  day.setDate(day.getDate() - days);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/** `1 – 5 Nov 2026`, `since 1 Nov 2026`, `until 5 Nov 2026`, as the reader's language writes it. */
export function daysText(from: Day | undefined, to: Day | undefined): string {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: "medium" });
  if (from !== undefined && to !== undefined) return format.formatRange(midnight(from), midnight(to));
  if (from !== undefined) return t("list.days.from", { day: format.format(midnight(from)) });
  return to === undefined ? "" : t("list.days.to", { day: format.format(midnight(to)) });
}

function midnight(day: Day): Date {
  return new Date(`${day}T00:00`);
}
