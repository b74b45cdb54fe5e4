import type { Token } from "@tokenhouse/sdk/client";
import { isSoon } from "../lifetime.ts";
import { DAY_MS } from "../time.ts";

/** What deserves a look, besides the status. */
export type Hint = "soon" | "verySoon" | "unused";

const VERY_SOON_DAYS = 3;
const UNUSED_DAYS = 90;

/** What of an active token deserves a look: that it ends before long, or that nobody seems to need it. */
export function hintsOf({ status, expiresAt, lastUsedAt, createdAt }: Token, nowMs: number): Hint[] {
  if (status !== "active") return [];
  const daysLeft = expiresAt === null ? Infinity : (Date.parse(expiresAt) - nowMs) / DAY_MS;
  const daysUnused = (nowMs - Date.parse(lastUsedAt ?? createdAt)) / DAY_MS;
  return [
    ...(isSoon(expiresAt, nowMs)
      ? [daysLeft <= VERY_SOON_DAYS ? ("verySoon" as const) : ("soon" as const)]
      : []),
    ...(daysUnused >= UNUSED_DAYS ? ["unused" as const] : []),
  ];
}

/** Whether deleting it for good deserves a second thought: it works still, or did work for somebody not long ago. */
export function isMissed({ status, lastUsedAt }: Token, nowMs: number): boolean {
  return status === "active" || (lastUsedAt !== null && nowMs - Date.parse(lastUsedAt) < 30 * DAY_MS);
}
