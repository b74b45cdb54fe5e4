/** The reader's own day so many days before now, such as `2026-11-22`. */
export function dayBefore(days: number, nowMs = Date.now()): string {
  const day = new Date(nowMs);
  day.setDate(day.getDate() - days);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
