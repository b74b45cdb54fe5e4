import { randomUUID } from "node:crypto";
import type { TokenNews, Webhook, WebhookEvent, WebhookSecrets } from "../core/webhook.ts";
import { bodyOfNews } from "../core/webhook.ts";
import { insertDelivery } from "./deliveries.ts";
import type { Db, Trx } from "./open.ts";
import { prepared } from "./prepared.ts";
import { getProject } from "./projects.ts";
import { findToken } from "./tokens.ts";

export async function insertWebhook(
  projectId: string,
  trx: Trx,
  { secret, ...webhook }: Webhook & { secret: Uint8Array },
): Promise<void> {
  await trx
    .insertInto("webhooks")
    .values({
      id: webhook.id,
      project_id: projectId,
      ...changing(webhook),
      secret,
      created_at: webhook.createdAtMs,
    })
    .execute();
}

export async function updateWebhook(projectId: string, trx: Trx, webhook: Webhook): Promise<void> {
  await trx
    .updateTable("webhooks")
    .set(changing(webhook))
    .where("project_id", "=", projectId)
    .where("id", "=", webhook.id)
    .execute();
}

/** Gives a webhook another secret; the one before signs along until an instant. */
export async function replaceWebhookSecret(
  projectId: string,
  trx: Trx,
  { id, secret, beforeUntilMs }: { id: string; secret: Uint8Array; beforeUntilMs: number },
): Promise<void> {
  await trx
    .updateTable("webhooks")
    .set((eb) => ({ secret, secret_before: eb.ref("secret"), secret_before_until: beforeUntilMs }))
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute();
}

/** Removes a webhook, and what it was to be sent. */
export async function deleteWebhook(projectId: string, trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom("webhooks").where("project_id", "=", projectId).where("id", "=", id).execute();
}

export async function findWebhook(projectId: string, db: Db, id: string): Promise<Webhook | undefined> {
  return (await listWebhooks(projectId, db)).find((webhook) => webhook.id === id);
}

/** The webhooks of a project, oldest first. */
export async function listWebhooks(projectId: string, db: Db): Promise<Webhook[]> {
  const rows = await selectWebhooks(db, { projectId });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    url: row.url,
    events: JSON.parse(row.events) as WebhookEvent[],
    createdAtMs: row.created_at,
  }));
}

const selectWebhooks = prepared<
  { projectId: string },
  { id: string; name: string; url: string; events: string; created_at: number }
>((db, value) =>
  db
    .selectFrom("webhooks")
    .select(["id", "name", "url", "events", "created_at"])
    .where("project_id", "=", value("projectId"))
    .orderBy("created_at")
    .orderBy("id")
    .compile(),
);

/** Where to something is sent, and what it is signed with; undefined = it has been removed. */
export async function findWebhookTarget(
  db: Db,
  id: string,
): Promise<({ url: string } & WebhookSecrets) | undefined> {
  const row = await db
    .selectFrom("webhooks")
    .select(["url", "secret", "secret_before", "secret_before_until"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { url, secret, secret_before: before, secret_before_until: untilMs } = row;
  return { url, secret, before: before && untilMs !== null ? { secret: before, untilMs } : undefined };
}

/** Has the webhooks that want to know told of a token, in the transaction of what happens to it. */
export async function announce(projectId: string, trx: Db | Trx, news: TokenNews): Promise<void> {
  const told = (await listWebhooks(projectId, trx)).filter(({ events }) => events.includes(news.event));
  if (told.length === 0) return;
  const project = await getProject(projectId, trx);
  // As it is after the change, unless that has removed it.
  const token = (await findToken(projectId, trx, news.token.id)) ?? news.token;
  for (const { id: webhookId } of told) {
    const id = randomUUID();
    const content = bodyOfNews(id, project, { ...news, token });
    const { event, atMs: createdAtMs } = news;
    await insertDelivery(trx, { id, kind: "webhook", webhookId, event, content, createdAtMs });
  }
}

function changing({ name, url, events }: Webhook) {
  return { name, url, events: JSON.stringify(events) };
}
