import type { TokenKind } from "@tokenhouse/sdk";
import type { RateLimit } from "./rate-limit.ts";

export const TOKEN_STATUSES = ["active", "expired", "revoked"] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

export type Principal = { type: "user" | "serviceAccount"; id: string; name: string; email: string | null };

/** A token as the server knows it. Times are ms since 1970 in UTC; a null `expiresAtMs` never comes. */
export interface Token {
  id: string;
  projectId: string;
  kind: TokenKind;
  name: string;
  description: string;
  hint: string;
  scopes: readonly string[];
  ipAllowList: readonly string[];
  rateLimit: RateLimit | null;
  version: number;
  /** When the value before the last rotation ends, or ended; null when there was none. */
  overlapEndsAtMs: number | null;
  holder: Principal;
  createdBy: Principal;
  createdAtMs: number;
  expiresAtMs: number | null;
  lastUsedAtMs: number | null;
  lastUsedIp: string | null;
  lastUsedUserAgent: string | null;
  /** The verifier that let the last use through. */
  lastUsedBy: string | null;
  revokedAtMs: number | null;
  revokeReason: string | null;
}

/** The instant itself counts as expired. */
export function isExpired(token: { expiresAtMs: number | null }, nowMs: number): boolean {
  return token.expiresAtMs !== null && nowMs >= token.expiresAtMs;
}

/** Past its expiry a token is `expired`, even if it was revoked before. */
export function statusOf(token: Pick<Token, "expiresAtMs" | "revokedAtMs">, nowMs: number): TokenStatus {
  if (isExpired(token, nowMs)) return "expired";
  return token.revokedAtMs === null ? "active" : "revoked";
}
