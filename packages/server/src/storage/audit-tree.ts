import type { SelectQueryBuilder } from "kysely";
import { sql } from "kysely";
import { setImmediate as nextTurn } from "node:timers/promises";
import { hashEvent } from "../seal/event.ts";
import type { Hash, Place, Span, Tree } from "../seal/merkle.ts";
import { appendLeaf, joinHashes, placesOf } from "../seal/merkle.ts";
import { EVENT_COLUMNS, toEvent } from "./audit-rows.ts";
import { rowsOf } from "./dialect.ts";
import type { Db, Trx } from "./open.ts";
import type { Tables } from "./schema.ts";
import { inTransaction } from "./transaction.ts";

/** The log of what concerns no project. */
const NO_PROJECT = "installation";

/** Everybody else waits while so many are sealed. */
const EVENTS_AT_ONCE = 100;

/** The hash of a subtree is gone, or never was: whoever wrote to the database was not this program. */
export class TreeDamagedError extends Error {}

/** The logs that have events which are not sealed yet. */
export async function listUnsealedLogs(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("audit_events")
    .select("project_id")
    .distinct()
    .where("leaf_index", "is", null)
    .execute();
  return rows.map(({ project_id }) => project_id ?? NO_PROJECT);
}

/** Seals all that has happened in a log so far; what is left when the signal comes is for another time. */
export async function sealLog(logId: string, db: Db, signal?: AbortSignal): Promise<void> {
  const unsealed = await unsealedEvents(logId, db).select("seq").limit(1).execute();
  let isMore = unsealed.length > 0;
  while (isMore) {
    isMore = (await sealEvents(logId, db)) && !signal?.aborted;
    await nextTurn();
  }
}

/**
 * Appends events of a log to its tree, in the order of their numbers, as many as others can wait for; answers whether
 * there may be more. Servers that do it at once take turns.
 */
async function sealEvents(logId: string, db: Db): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const size = await holdLog(logId, trx);
    const rows = await unsealedEvents(logId, trx)
      .select(EVENT_COLUMNS)
      .orderBy("seq")
      .limit(EVENTS_AT_ONCE)
      .execute();
    if (rows.length === 0) return false;
    const tree: Tree = { size, edge: await readHashes(logId, trx, placesOf([0, size])) };
    const sealed = rows.map((row, n) => {
      const { seq, at, ...event } = toEvent(row);
      const leafIndex = size + n;
      const leaf = hashEvent({ ...event, id: seq, at: new Date(at).toISOString(), leafIndex });
      return { seq, leafIndex, completed: appendLeaf(tree, leaf) };
    });
    const places = rowsOf(
      trx,
      sealed.map(({ seq, leafIndex }) => [seq, leafIndex]),
    );
    await sql`update audit_events set leaf_index = cast(place.value ->> 1 as bigint) from ${places} as place
      where seq = cast(place.value ->> 0 as bigint)`.execute(trx);
    const nodes = sealed.flatMap(({ completed }) => completed);
    await trx
      .insertInto("audit_nodes")
      .values(nodes.map(({ level, index, hash }) => ({ log_id: logId, level, node_index: index, hash })))
      .execute();
    await trx.updateTable("audit_logs").set({ size: tree.size }).where("id", "=", logId).execute();
    return rows.length === EVENTS_AT_ONCE;
  });
}

/** Answers the size of a log, which stays as it is until the transaction ends. */
async function holdLog(logId: string, trx: Trx): Promise<number> {
  const { size } = await trx
    .insertInto("audit_logs")
    .values({ id: logId, size: 0 })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ id: logId }))
    .returning("size")
    .executeTakeFirstOrThrow();
  return size;
}

function unsealedEvents(logId: string, db: Db | Trx): SelectQueryBuilder<Tables, "audit_events", object> {
  const events = db.selectFrom("audit_events").where("leaf_index", "is", null);
  return logId === NO_PROJECT
    ? events.where("project_id", "is", null)
    : events.where("project_id", "=", logId);
}

export async function findLogSize(logId: string, db: Db): Promise<number> {
  const log = await db.selectFrom("audit_logs").select("size").where("id", "=", logId).executeTakeFirst();
  return log?.size ?? 0;
}

/** The logs whose newest heads no witness knows yet. */
export function listUnwitnessedLogs(db: Db): Promise<{ logId: string; size: number }[]> {
  return db
    .selectFrom("audit_logs")
    .select(["id as logId", "size"])
    .whereRef("witnessed_size", "<", "size")
    .execute();
}

/** A witness has a log's head of this size. */
export async function markWitnessed(logId: string, db: Db, size: number): Promise<void> {
  await db
    .updateTable("audit_logs")
    .set({ witnessed_size: size })
    .where("id", "=", logId)
    .where("witnessed_size", "<", size)
    .execute();
}

/** The hash over a span of a log's leaves. */
export async function hashSpan(logId: string, db: Db, span: Span): Promise<Hash> {
  return joinHashes(await readHashes(logId, db, placesOf(span)));
}

/** The hashes of whole subtrees, in the order of their places. */
async function readHashes(logId: string, db: Db | Trx, places: readonly Place[]): Promise<Hash[]> {
  const rows = await db
    .selectFrom("audit_nodes")
    .select(["level", "node_index", "hash"])
    .where("log_id", "=", logId)
    .where((eb) => eb.or(places.map(({ level, index }) => eb.and({ level, node_index: index }))))
    .execute();
  const byPlace = new Map(rows.map(({ level, node_index, hash }) => [`${level} ${node_index}`, hash]));
  return places.map(({ level, index }) => {
    const hash = byPlace.get(`${level} ${index}`);
    if (!hash)
      throw new TreeDamagedError(`The tree of log ${logId} has lost its node ${index} of level ${level}`);
    return hash;
  });
}
