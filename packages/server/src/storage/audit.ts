import type { Db, Trx } from "./open.ts";

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

export async function insertAuditEvent(
  projectId: string | null,
  db: Db | Trx,
  event: AuditEvent,
): Promise<void> {
  await db
    .insertInto("audit_events")
    .values({
      project_id: projectId,
      at: event.at,
      event: event.event,
      revision: event.revision,
      token_id: event.tokenId,
      actor: JSON.stringify(event.actor),
      origin: JSON.stringify(event.origin),
      detail: JSON.stringify(event.detail),
    })
    .execute();
}

/** A project's events of one token, oldest first. */
export async function listTokenEvents(
  projectId: string,
  db: Db,
  tokenId: string,
): Promise<{ event: string; revision: number | null }[]> {
  return db
    .selectFrom("audit_events")
    .select(["event", "revision"])
    .where("project_id", "=", projectId)
    .where("token_id", "=", tokenId)
    .orderBy("seq")
    .execute();
}
