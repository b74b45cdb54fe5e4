import type { Token } from "./token.ts";
import { statusOf } from "./token.ts";

/** A time as the wire has it: RFC 3339 in UTC with milliseconds. */
export function instantOf(ms: number): string;
export function instantOf(ms: number | null): string | null;
export function instantOf(ms: number | null): string | null {
  // oxlint-disable-next-line no-restricted-globals -- writes an instant that is given; asks no clock
  return ms === null ? null : new Date(ms).toISOString();
}

/** A token as the wire has it. */
export function wireToken(token: Token, nowMs: number) {
  const { type, id, name } = token.createdBy;
  return {
    id: token.id,
    kind: token.kind,
    name: token.name,
    description: token.description,
    hint: token.hint,
    status: statusOf(token, nowMs),
    scopes: [...token.scopes],
    ipAllowList: [...token.ipAllowList],
    rateLimit: token.rateLimit,
    version: token.version,
    overlapEndsAt: instantOf(runningUntil(token, nowMs)),
    holder: token.holder,
    createdBy: { type, id, name },
    createdAt: instantOf(token.createdAtMs),
    expiresAt: instantOf(token.expiresAtMs),
    lastUsedAt: instantOf(token.lastUsedAtMs),
    lastUsedIp: token.lastUsedIp,
    lastUsedUserAgent: token.lastUsedUserAgent,
    lastUsedBy: token.lastUsedBy,
    revokedAt: instantOf(token.revokedAtMs),
    revokeReason: token.revokeReason,
  };
}

/** An overlap that is over is of no interest any more. */
function runningUntil({ overlapEndsAtMs }: Token, nowMs: number): number | null {
  return overlapEndsAtMs !== null && overlapEndsAtMs > nowMs ? overlapEndsAtMs : null;
}
