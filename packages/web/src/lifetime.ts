import { DAY_MS, localTime } from "./time.ts";

/** A lifetime or a maximum of -1 days has no end. */
export const NEVER = -1;

const PRESETS = [7, 30, 60, 90, 365, NEVER];

/** The presets that a project with this maximum allows, its own default among them. */
export function presetsWithin(maxLifetimeDays: number, defaultLifetimeDays: number): number[] {
  const unlimited = maxLifetimeDays === NEVER;
  return [...new Set([...PRESETS, defaultLifetimeDays])]
    .filter((days) => unlimited || (days !== NEVER && days <= maxLifetimeDays))
    .toSorted((some, others) => (some === NEVER ? 1 : others === NEVER ? -1 : some - others));
}

/** What was typed as the number that it is; NaN where it is none, which the server refuses in words. */
export function parseLifetime(typed: string): number {
  return /^-?\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : Number.NaN;
}

/** The instant of expiry in ms, null for never, undefined for a lifetime that the project does not allow. */
export function expiryOf(
  lifetimeDays: number,
  maxLifetimeDays: number,
  nowMs: number,
): number | null | undefined {
  const unlimited = maxLifetimeDays === NEVER;
  if (lifetimeDays === NEVER && unlimited) return null;
  if (!Number.isInteger(lifetimeDays) || lifetimeDays < 1) return undefined;
  if (!unlimited && lifetimeDays > maxLifetimeDays) return undefined;
  const expiresAtMs = nowMs + lifetimeDays * DAY_MS;
  return Number.isNaN(new Date(expiresAtMs).getTime()) ? undefined : expiresAtMs;
}

/** The reader's own day of an instant, as `2026-12-22`. */
export function dayOf(instantMs: number): string {
  return localTime(instantMs).slice(0, 10);
}

/** The lifetime in days that ends on a day of the reader's calendar, also where clocks change in between. */
export function lifetimeUntil(day: string, nowMs: number): number {
  const days = Math.round((Date.parse(day) - Date.parse(dayOf(nowMs))) / DAY_MS);
  const exact = [days, days - 1, days + 1].find((count) => dayOf(nowMs + count * DAY_MS) === day);
  return Math.max(1, exact ?? days);
}

const SOON_MS = 14 * DAY_MS;

/** Whether an expiry deserves a hint: within the next 14 days. */
export function isSoon(expiresAt: string | null, nowMs: number): boolean {
  return expiresAt !== null && new Date(expiresAt).getTime() - nowMs <= SOON_MS;
}
