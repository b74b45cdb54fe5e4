import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import type { Webhook, WebhookEvent } from "../core/webhook.ts";
import { bodyOfTest, parseWebhookUrl, secretText, TEST_EVENT } from "../core/webhook.ts";
import type { DeliveryState } from "../storage/deliveries.ts";
import { countDeliveries, insertDelivery, listDeliveries as readDeliveries } from "../storage/deliveries.ts";
import type { Db } from "../storage/open.ts";
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks as readWebhooks,
  replaceWebhookSecret,
  updateWebhook,
} from "../storage/webhooks.ts";
import { audit, byCaller } from "./audit.ts";
import { change } from "./change.ts";
import type { Caller, Service } from "./context.ts";
import type { PageQuery } from "./page.ts";
import { readPage } from "./page.ts";

/** What Standard Webhooks recommends, within 24 to 64 bytes. */
const SECRET_BYTES = 32;

export function listWebhooks({ db }: Service, { project }: Caller): Promise<Webhook[]> {
  return readWebhooks(project.id, db);
}

export function getWebhook({ db }: Service, { project }: Caller, id: string): Promise<Webhook> {
  return getWebhookOf(project.id, db, id);
}

async function getWebhookOf(projectId: string, db: Db, id: string): Promise<Webhook> {
  const webhook = await findWebhook(projectId, db, id);
  if (!webhook) throw new Refusal("not_found", "There is no webhook with this id");
  return webhook;
}

export interface NewWebhook {
  url: string;
  events: readonly WebhookEvent[];
  name?: string | undefined;
}

/** Has somebody elsewhere told from now on. The secret is shown this once. */
export async function addWebhook(
  service: Service,
  caller: Caller,
  { url: text, events, name }: NewWebhook,
): Promise<{ webhook: Webhook; secret: string }> {
  const url = parseWebhookUrl(text, service.webhooksPrivate);
  const secret = service.random(SECRET_BYTES);
  const { id: projectId } = caller.project;
  return change(service, caller, async (trx, revision) => {
    if ((await readWebhooks(projectId, trx)).length >= LIMITS.webhooksPerProject) {
      throw new Refusal("invalid_request", `A project has at most ${LIMITS.webhooksPerProject} webhooks`);
    }
    const at = service.now();
    const webhook = { id: randomUUID(), name: name ?? new URL(url).host, url, events, createdAtMs: at };
    await insertWebhook(projectId, trx, { ...webhook, secret });
    const detail = { webhook: webhook.id, name: webhook.name, after: shownInLog(webhook) };
    await audit(trx, byCaller(caller), { event: "webhook.added", at, revision, detail });
    return { webhook, secret: secretText(secret) };
  });
}

export type WebhookChange = { id: string } & { [K in keyof NewWebhook]?: NewWebhook[K] | undefined };

/** Changes what is named; what waits to be sent goes to the address of then. */
export async function changeWebhook(
  service: Service,
  caller: Caller,
  { id, ...changes }: WebhookChange,
): Promise<Webhook> {
  const { id: projectId } = caller.project;
  return change(service, caller, async (trx, revision) => {
    const before = await getWebhookOf(projectId, trx, id);
    const { name = before.name, events = before.events } = changes;
    const url =
      changes.url === undefined ? before.url : parseWebhookUrl(changes.url, service.webhooksPrivate);
    const after = { ...before, name, events, url };
    await updateWebhook(projectId, trx, after);
    const at = service.now();
    const detail = { webhook: id, name, before: shownInLog(before), after: shownInLog(after) };
    await audit(trx, byCaller(caller), { event: "webhook.changed", at, revision, detail });
    return after;
  });
}

export async function removeWebhook(service: Service, caller: Caller, id: string): Promise<void> {
  const { id: projectId } = caller.project;
  await change(service, caller, async (trx, revision) => {
    const webhook = await getWebhookOf(projectId, trx, id);
    await deleteWebhook(projectId, trx, id);
    const at = service.now();
    const detail = { webhook: id, name: webhook.name, before: shownInLog(webhook) };
    await audit(trx, byCaller(caller), { event: "webhook.removed", at, revision, detail });
  });
}

/** Gives a webhook another secret. The one before signs along for a day, so that receivers can be changed in between. */
export async function rotateWebhookSecret(
  service: Service,
  caller: Caller,
  id: string,
): Promise<{ webhook: Webhook; secret: string }> {
  const secret = service.random(SECRET_BYTES);
  const { id: projectId } = caller.project;
  return change(service, caller, async (trx, revision) => {
    const webhook = await getWebhookOf(projectId, trx, id);
    const at = service.now();
    const beforeUntilMs = at + LIMITS.webhookSecretOverlapSeconds * 1000;
    await replaceWebhookSecret(projectId, trx, { id, secret, beforeUntilMs });
    const detail = { webhook: id, name: webhook.name };
    await audit(trx, byCaller(caller), { event: "webhook.secret_rotated", at, revision, detail });
    return { webhook, secret: secretText(secret) };
  });
}

/** Sends something that says nothing, to see whether it arrives. */
export async function testWebhook(service: Service, caller: Caller, id: string): Promise<DeliveryState> {
  const { project } = caller;
  return change(service, caller, async (trx) => {
    await getWebhookOf(project.id, trx, id);
    const [deliveryId, at] = [randomUUID(), service.now()];
    const delivery = {
      id: deliveryId,
      kind: "webhook",
      webhookId: id,
      event: TEST_EVENT,
      content: bodyOfTest(deliveryId, project, at),
      createdAtMs: at,
    } as const;
    await insertDelivery(trx, delivery);
    return { ...delivery, tries: 0, log: [], dueAtMs: at, deliveredAtMs: null };
  });
}

/** What a webhook was and is to be sent, newest first, and what became of each try. */
export async function listDeliveries(
  service: Service,
  caller: Caller,
  { id, ...query }: PageQuery & { id: string },
): Promise<{ items: DeliveryState[]; nextCursor: string | null; total: number }> {
  const { db } = service;
  const { id: projectId } = caller.project;
  await getWebhookOf(projectId, db, id);
  return readPage(query, {
    context: ["deliveries", projectId, id],
    descending: true,
    read: (page) => readDeliveries(projectId, db, { webhookId: id, page }),
    positionOf: (delivery) => [delivery.createdAtMs, delivery.id],
    kinds: ["number", "string"],
    count: () => countDeliveries(projectId, db, id),
  });
}

/** Some services have their secret in the path. */
function shownInLog({ name, url, events }: Webhook) {
  return { name, url: new URL(url).origin, events };
}
