import {
  addWebhook,
  changeWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  testWebhook,
} from "../../service/webhooks.ts";
import type { Handlers } from "../mount.ts";
import { instantOf } from "../../core/wire-token.ts";

export const webhookHandlers: Pick<
  Handlers,
  | "listWebhooks"
  | "addWebhook"
  | "getWebhook"
  | "changeWebhook"
  | "removeWebhook"
  | "rotateWebhookSecret"
  | "testWebhook"
  | "listDeliveries"
> = {
  async listWebhooks({ service }, { caller }) {
    return { items: (await listWebhooks(service, caller)).map(wireWebhook) };
  },

  async addWebhook({ service }, { caller, body }) {
    const { webhook, secret } = await addWebhook(service, caller, body);
    return { webhook: wireWebhook(webhook), secret };
  },

  async getWebhook({ service }, { caller, params }) {
    return wireWebhook(await getWebhook(service, caller, params.id));
  },

  async changeWebhook({ service }, { caller, params, body }) {
    return { webhook: wireWebhook(await changeWebhook(service, caller, { ...body, ...params })) };
  },

  async removeWebhook({ service }, { caller, params }) {
    await removeWebhook(service, caller, params.id);
    return undefined;
  },

  async rotateWebhookSecret({ service }, { caller, params }) {
    const { webhook, secret } = await rotateWebhookSecret(service, caller, params.id);
    return { webhook: wireWebhook(webhook), secret };
  },

  async testWebhook({ service }, { caller, params }) {
    return { delivery: wireDelivery(await testWebhook(service, caller, params.id)) };
  },

  async listDeliveries({ service }, { caller, params, query }) {
    const { items, ...page } = await listDeliveries(service, caller, { ...params, ...query });
    return { ...page, items: items.map(wireDelivery) };
  },
};

type Webhook = Awaited<ReturnType<typeof getWebhook>>;

function wireWebhook({ createdAtMs, events, ...webhook }: Webhook) {
  return { ...webhook, events: [...events], createdAt: instantOf(createdAtMs) };
}

type Delivery = Awaited<ReturnType<typeof testWebhook>>;

function wireDelivery({ id, event, createdAtMs, dueAtMs, deliveredAtMs, log }: Delivery) {
  return {
    id,
    event,
    status: statusOf(dueAtMs, deliveredAtMs),
    createdAt: instantOf(createdAtMs),
    nextTryAt: instantOf(dueAtMs),
    tries: log.map(({ atMs, ...tried }) => ({ ...tried, at: instantOf(atMs) })),
  };
}

function statusOf(
  dueAtMs: number | null,
  deliveredAtMs: number | null,
): "waiting" | "given_up" | "delivered" {
  if (dueAtMs !== null) return "waiting";
  return deliveredAtMs === null ? "given_up" : "delivered";
}
