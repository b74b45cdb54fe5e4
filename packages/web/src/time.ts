import { locale, t } from "./i18n.ts";

/** Instants for people: local time first, UTC within reach. All functions take what they need, so that they can be tested. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
];

/** `2026-12-22 14:05:09` in the time zone given, or else the reader's own. */
export function localTime(instant: string | number, timeZone?: string): string {
  // Swedish writes dates as ISO 8601 does.
  return format("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone }, instant);
}

/** `Tuesday, 22 December 2026 at 14:05`, as the reader's language writes it. */
export function longTime(instant: string | number, timeZone?: string): string {
  return format(locale(), { dateStyle: "full", timeStyle: "short", timeZone }, instant);
}

/** `22 December 2026`, as the reader's language writes it. */
export function longDate(instant: string | number, timeZone?: string): string {
  return format(locale(), { dateStyle: "long", timeZone }, instant);
}

/** `2026-12-22 13:05:09 UTC`. */
export function utcTime(instant: string | number): string {
  return `${localTime(instant, "UTC")} UTC`;
}

/** `14:05` on the day that it is now, else with its date, as the reader's language writes it. */
export function shortTime(instant: string | number, nowMs: number, timeZone?: string): string {
  const isToday = localTime(instant, timeZone).slice(0, 10) === localTime(nowMs, timeZone).slice(0, 10);
  return format(
    locale(),
    { ...(!isToday && { dateStyle: "medium" }), timeStyle: "short", timeZone },
    instant,
  );
}

/** `just now`, `5 minutes ago`, `in 30 days`. */
export function relativeTime(instant: string | number, nowMs: number): string {
  const distanceMs = new Date(instant).getTime() - nowMs;
  const [unit, unitMs] = STEPS.find(([, stepMs]) => Math.abs(distanceMs) >= stepMs) ?? [];
  if (!unit || !unitMs) return distanceMs > 0 ? t("times.soon") : t("times.justNow");
  return new Intl.RelativeTimeFormat(locale(), { numeric: "always" }).format(
    Math.round(distanceMs / unitMs),
    unit,
  );
}

function format(locale: string, options: Intl.DateTimeFormatOptions, instant: string | number): string {
  return new Intl.DateTimeFormat(locale, options).format(new Date(instant));
}
