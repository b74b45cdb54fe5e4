import { DAY_MS } from "./time.ts";

/** A lifetime or a maximum of -1 days has no end. */
export const NEVER = -1;

const PRESETS = [7, 30, 60, 90, 365, NEVER];

/** The presets that a project with this maximum allows. */
export function presetsWithin(maxLifetimeDays: number): number[] {
  if (maxLifetimeDays === NEVER) return PRESETS;
  return PRESETS.filter((days) => days !== NEVER && days <= maxLifetimeDays);
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

const SOON_MS = 14 * DAY_MS;

/** Whether an expiry deserves a hint: within the next 14 days. */
export function isSoon(expiresAt: string | null, nowMs: number): boolean {
  return expiresAt !== null && new Date(expiresAt).getTime() - nowMs <= SOON_MS;
}
