import { DAY_MS, LIMITS } from "../core/limits.ts";
import type { TokenRecord } from "../core/verdict.ts";

const TOLD_BEFORE_MS = LIMITS.expiryNoticeDays * DAY_MS;

/**
 * Tells whoever calls with a value that ends within 30 days when it does (`Sunset`, RFC 8594); and why
 * (`Tokenhouse-Warning`), where it is time to do something about it: more than half of its life is over, or rotation has
 * replaced it.
 */
export function expiryHeaders(
  {
    token,
    validUntilMs,
  }: Pick<TokenRecord, "validUntilMs"> & {
    token: Pick<TokenRecord["token"], "createdAtMs" | "expiresAtMs">;
  },
  nowMs: number,
): Record<string, string> {
  const { createdAtMs, expiresAtMs } = token;
  const isReplaced = validUntilMs !== null && validUntilMs <= (expiresAtMs ?? Infinity);
  const endsAtMs = isReplaced ? validUntilMs : expiresAtMs;
  if (endsAtMs === null || endsAtMs - nowMs > TOLD_BEFORE_MS) return {};
  const isTime = isReplaced || 2 * nowMs > createdAtMs + endsAtMs;
  const warning = isReplaced ? "token_replaced" : "token_expires";
  return { Sunset: httpDate(endsAtMs), ...(isTime && { "Tokenhouse-Warning": warning }) };
}

/** The first of them alone, for a token whose expiry is all that is known of its end. */
export function sunsetHeader(expiresAt: string | null, nowMs: number): Record<string, string> {
  if (expiresAt === null) return {};
  const endsAtMs = Date.parse(expiresAt);
  return endsAtMs - nowMs > TOLD_BEFORE_MS ? {} : { Sunset: httpDate(endsAtMs) };
}

/** RFC 9110 §5.6.7, which knows no part of a second: the one in which it ends. */
function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}
