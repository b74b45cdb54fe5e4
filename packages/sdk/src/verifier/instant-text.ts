const DAY_MS = 86_400_000;
const MOST_DAYS = 4096;
const days = new Map<number, string>();

/** An instant as RFC 3339 in UTC with milliseconds: what `toISOString` makes, in a tenth of the time. */
export function instantText(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  return dayText(day) + timeText(ms - day * DAY_MS);
}

function dayText(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().replace(/T.*$/, "T");
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, text);
  return text;
}

const [ZERO, COLON, POINT, ZULU] = [0x30, 0x3a, 0x2e, 0x5a];

function timeText(ms: number): string {
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  // prettier-ignore
  return String.fromCharCode(
    tens(hours), ones(hours), COLON, tens(minutes), ones(minutes), COLON, tens(seconds), ones(seconds), POINT,
    ones(ms / 100), ones(ms / 10), ones(ms), ZULU,
  );
}

function tens(number: number): number {
  return ones(number / 10);
}

function ones(number: number): number {
  return ZERO + (Math.floor(number) % 10);
}
