import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Delivery, DeliveryKind, Try } from "../core/delivery.ts";
import { someRows } from "./dialect.ts";
import type { Db, Trx } from "./open.ts";
import type { Page } from "./page.ts";
import { after } from "./page.ts";
import { preparedInsert } from "./prepared.ts";
import type { DeliveryTable } from "./schema.ts";

export type NewDelivery = Pick<Delivery, "id" | "kind" | "webhookId" | "event" | "content" | "createdAtMs">;

/** Has something sent as soon as the transaction is committed, and never if it is not. */
export async function insertDelivery(trx: Db | Trx, delivery: NewDelivery): Promise<void> {
  await insertRow(trx, {
    id: delivery.id,
    kind: delivery.kind,
    webhook_id: delivery.webhookId,
    event: delivery.event,
    content: delivery.content,
    created_at: delivery.createdAtMs,
    due_at: delivery.createdAtMs,
  });
}

const insertRow = preparedInsert("deliveries");

/**
 * Takes what is due first for the caller, who has it for themselves until an instant; then, if it was not settled, it is
 * due again. One webhook is sent one thing at a time, and so is the mail server.
 */
export async function claimDelivery(
  db: Db,
  { kinds, nowMs, untilMs }: { kinds: readonly DeliveryKind[]; nowMs: number; untilMs: number },
): Promise<Delivery | undefined> {
  if (kinds.length === 0) return undefined;
  const condition = sql<boolean>`due_at <= ${nowMs} and kind in (${sql.join(kinds)}) and ${TARGET} not in
    (select ${TARGET} from deliveries where taken_until > ${nowMs})`;
  const row = await db
    .updateTable("deliveries")
    .set({ due_at: untilMs, taken_until: untilMs, tries: sql`tries + 1` })
    .where(someRows(db, { table: "deliveries", condition, order: "due_at", most: 1 }))
    .returningAll()
    .executeTakeFirst();
  return row && deliveryOf(row);
}

/** Where it is sent to: a webhook, or the mail server. */
const TARGET = sql`coalesce(webhook_id, '')`;

/** Lets what else is to be sent to where something is sent to wait until an instant. */
export async function holdBack(
  db: Db,
  { webhookId }: Pick<Delivery, "webhookId">,
  untilMs: number,
): Promise<void> {
  await db
    .updateTable("deliveries")
    .set({ due_at: untilMs })
    .where("webhook_id", webhookId === null ? "is" : "=", webhookId)
    .where("due_at", "<", untilMs)
    .execute();
}

/** What became of a try, unless somebody else has taken it meanwhile. */
export async function settleDelivery(
  db: Db,
  { id, tries }: Delivery,
  settled: { log: readonly Try[]; dueAtMs: number | null; deliveredAtMs: number | null },
): Promise<void> {
  await db
    .updateTable("deliveries")
    .set({
      due_at: settled.dueAtMs,
      taken_until: null,
      delivered_at: settled.deliveredAtMs,
      log: JSON.stringify(settled.log),
    })
    .where("id", "=", id)
    .where("tries", "=", tries)
    .execute();
}

/** A delivery as it stands. `dueAtMs` is null once it has arrived or was given up. */
export interface DeliveryState extends Delivery {
  dueAtMs: number | null;
  deliveredAtMs: number | null;
}

/** What a webhook of a project was and is to be sent, newest first. */
export async function listDeliveries(
  projectId: string,
  db: Db,
  { webhookId, page }: { webhookId: string; page: Page },
): Promise<DeliveryState[]> {
  const rows = await ofWebhook(projectId, db, webhookId)
    .selectAll("d")
    .$if(page.after !== undefined, (query) => query.where(after(sql`d.created_at`, sql`d.id`, page)))
    .orderBy("d.created_at", "desc")
    .orderBy("d.id", "desc")
    .limit(page.limit)
    .execute();
  return rows.map((row) =>
    Object.assign(deliveryOf(row), { dueAtMs: row.due_at, deliveredAtMs: row.delivered_at }),
  );
}

export async function countDeliveries(projectId: string, db: Db, webhookId: string): Promise<number> {
  const { count } = await ofWebhook(projectId, db, webhookId)
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function ofWebhook(projectId: string, db: Db, webhookId: string) {
  return db
    .selectFrom("deliveries as d")
    .innerJoin("webhooks as w", "w.id", "d.webhook_id")
    .where("w.project_id", "=", projectId)
    .where("d.webhook_id", "=", webhookId);
}

function deliveryOf(row: Selectable<DeliveryTable>): Delivery {
  return {
    id: row.id,
    kind: row.kind,
    webhookId: row.webhook_id,
    event: row.event,
    content: row.content,
    createdAtMs: row.created_at,
    tries: row.tries,
    log: JSON.parse(row.log) as Try[],
  };
}
