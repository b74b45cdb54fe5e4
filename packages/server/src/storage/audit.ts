import { sql } from "kysely";
import type { AuditEvent } from "./audit-rows.ts";
import { EVENT_COLUMNS, toEvent } from "./audit-rows.ts";
import { noteHappening } from "./happenings.ts";
import type { Db, Trx } from "./open.ts";
import type { Page } from "./page.ts";
import { beginning } from "./page.ts";
import { preparedInsert } from "./prepared.ts";

export async function insertAuditEvent(
  projectId: string | null,
  db: Db | Trx,
  event: AuditEvent,
): Promise<void> {
  if (db.isTransaction) noteHappening(db, event.event);
  await insertEvent(db, {
    project_id: projectId,
    at: event.at,
    event: event.event,
    revision: event.revision,
    token_id: event.tokenId,
    actor: JSON.stringify(event.actor),
    actor_id: event.actor.id,
    origin: JSON.stringify(event.origin),
    detail: JSON.stringify(event.detail),
  });
}

const insertEvent = preparedInsert("audit_events");

/** What of the log is asked for; times are ms since 1970. */
export interface AuditFilter {
  actor?: string | undefined;
  /** A whole name, `token.created`, or what stands before the dot. */
  event?: string | undefined;
  tokenId?: string | undefined;
  fromMs?: number | undefined;
  beforeMs?: number | undefined;
}

/** An event with its number, and as far as it is sealed with its place in the log and the hash that the log has for it. */
export interface StoredEvent extends AuditEvent {
  seq: number;
  leafIndex: number | null;
  leafHash: Uint8Array | null;
}

/** Events newest first. */
export async function listAuditEvents(
  projectId: string,
  db: Db,
  { filter, page }: { filter: AuditFilter; page: Page },
): Promise<StoredEvent[]> {
  const rows = await matching(projectId, db, filter)
    .leftJoin("audit_nodes", (join) =>
      join.onRef("log_id", "=", "project_id").on("level", "=", 0).onRef("node_index", "=", "leaf_index"),
    )
    .select([...EVENT_COLUMNS, "leaf_index", "hash"])
    .$if(page.after !== undefined, (query) => query.where("seq", "<", Number(page.after?.[0])))
    .orderBy("seq", "desc")
    .limit(page.limit)
    .execute();
  return rows.map((row) => Object.assign(toEvent(row), { leafIndex: row.leaf_index, leafHash: row.hash }));
}

export async function countAuditEvents(projectId: string, db: Db, filter: AuditFilter): Promise<number> {
  const { count } = await matching(projectId, db, filter)
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function matching(projectId: string, db: Db, { actor, event, tokenId, fromMs, beforeMs }: AuditFilter) {
  return db
    .selectFrom("audit_events")
    .where("project_id", "=", projectId)
    .$if(actor !== undefined, (query) => query.where("actor_id", "=", actor ?? ""))
    .$if(event !== undefined, (query) =>
      query.where((eb) => eb.or([eb("event", "=", event ?? ""), beginning(sql`event`, `${event}.`)])),
    )
    .$if(tokenId !== undefined, (query) => query.where("token_id", "=", tokenId ?? ""))
    .$if(fromMs !== undefined, (query) => query.where("at", ">=", fromMs ?? 0))
    .$if(beforeMs !== undefined, (query) => query.where("at", "<", beforeMs ?? 0));
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
