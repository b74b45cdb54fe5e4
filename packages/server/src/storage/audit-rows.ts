import type { AuditEventRow } from "./schema.ts";

/** Who did it. */
export interface Actor {
  type: "user" | "serviceAccount" | "operator" | "unknown";
  id: string | null;
  name: string;
}

/** From where and how it was asked. */
export interface Origin {
  carrier: "bearer" | "session" | "basic" | "none";
  tokenId: string | null;
  ip: string;
  userAgent: string;
  requestId: string;
}

export interface AuditEvent {
  at: number;
  event: string;
  revision: number | null;
  tokenId: string | null;
  actor: Actor;
  origin: Origin;
  /** What happened to what, as needed to understand it later. Never a value, a password or a digest. */
  detail: Readonly<Record<string, unknown>>;
}

export const EVENT_COLUMNS = [
  "seq",
  "at",
  "event",
  "revision",
  "token_id",
  "actor",
  "actor_id",
  "origin",
  "detail",
] as const;

/** An event as it was written. */
export function toEvent(
  row: Pick<AuditEventRow, (typeof EVENT_COLUMNS)[number]>,
): AuditEvent & { seq: number } {
  return {
    seq: row.seq,
    at: row.at,
    event: row.event,
    revision: row.revision,
    tokenId: row.token_id,
    actor: { ...(JSON.parse(row.actor) as Actor), id: row.actor_id },
    origin: JSON.parse(row.origin) as Origin,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
  };
}
