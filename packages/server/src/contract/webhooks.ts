import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { WEBHOOK_EVENTS } from "../core/webhook.ts";
import { defineRoute } from "./route.ts";
import { instant, label, note } from "./schemas.ts";
import { pageOf, pageQuery } from "./tokens.ts";

/** An address elsewhere that is told what happens in the project. */
const webhook = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    createdAt: instant,
  })
  .meta({ id: "Webhook" });

const secret = z
  .string()
  .describe("What deliveries are signed with (Standard Webhooks); shown in this answer and never again");

const delivery = z
  .object({
    id: z.uuid().describe("`webhook-id` of the delivery, the same at each try"),
    event: z.string(),
    status: z.enum(["waiting", "delivered", "given_up"]),
    createdAt: instant,
    nextTryAt: instant.nullable().describe("null = it has arrived, or was given up"),
    tries: z.array(
      z.object({
        at: instant,
        ms: z.int().describe("How long it took"),
        status: z.int().nullable().describe("What the other side answered; null = nothing"),
        error: z
          .string()
          .nullable()
          .describe(
            "not_taken (another status than 2xx), address_refused, no_connection, no_answer_in_time, answer_too_long; null = it was taken",
          ),
      }),
    ),
  })
  .meta({ id: "Delivery" });

const params = z.strictObject({ id: z.uuid().describe("The webhook's id") });

const settings = {
  url: note
    .min(1)
    .max(LIMITS.webhookUrlLength)
    .describe("https; it gets each event by POST, and answers with 2xx within 5 s"),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1, "must name at least one event")
    .refine((list) => new Set(list).size === list.length, "must not name an event twice"),
  name: label,
};

const reading = {
  credentials: ["bearer", "session"],
  tag: "Webhooks",
  permission: "settings:read",
  administrators: true,
} as const;

const changing = {
  credentials: ["bearer", "session"],
  tag: "Webhooks",
  permission: "settings:write",
} as const;

export const webhookRoutes = {
  listWebhooks: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/webhooks",
    summary: "The addresses elsewhere that are told what happens to the project's tokens",
    answer: { status: 200, body: z.object({ items: z.array(webhook) }) },
    refusals: [],
  }),
  addWebhook: defineRoute({
    ...changing,
    method: "POST",
    path: "/v1/webhooks",
    summary: "Have an address told from now on",
    description:
      "Each event is sent at least once, signed as Standard Webhooks has it, and tried seven times within 32 hours.",
    body: z.strictObject({ ...settings, name: label.optional().describe("Left out = the address's host") }),
    answer: { status: 201, body: z.object({ webhook, secret }) },
    refusals: [],
  }),
  getWebhook: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/webhooks/{id}",
    summary: "Show one webhook",
    params,
    answer: { status: 200, body: webhook },
    refusals: ["not_found"],
  }),
  changeWebhook: defineRoute({
    ...changing,
    method: "PATCH",
    path: "/v1/webhooks/{id}",
    summary: "Change a webhook's address, events or name",
    description: "What is left out stays. What waits to be sent goes to the new address.",
    params,
    body: z.strictObject(settings).partial(),
    answer: { status: 200, body: z.object({ webhook }) },
    refusals: ["not_found"],
  }),
  removeWebhook: defineRoute({
    ...changing,
    method: "DELETE",
    path: "/v1/webhooks/{id}",
    summary: "Remove a webhook, with what it was to be sent",
    params,
    answer: { status: 204 },
    refusals: ["not_found"],
  }),
  rotateWebhookSecret: defineRoute({
    ...changing,
    method: "POST",
    path: "/v1/webhooks/{id}/rotate-secret",
    summary: "Give a webhook another secret; deliveries are signed with the one before, too, for a day",
    params,
    answer: { status: 201, body: z.object({ webhook, secret }) },
    refusals: ["not_found"],
  }),
  testWebhook: defineRoute({
    ...changing,
    method: "POST",
    path: "/v1/webhooks/{id}/test",
    summary: "Send a webhook something that says nothing, to see whether it arrives",
    params,
    answer: { status: 201, body: z.object({ delivery }) },
    refusals: ["not_found"],
  }),
  listDeliveries: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/webhooks/{id}/deliveries",
    summary: "What a webhook was and is to be sent, newest first, and what became of each try",
    description: `Deliveries are known for ${LIMITS.deliveryDays} days.`,
    params,
    query: pageQuery,
    answer: { status: 200, body: pageOf(delivery) },
    refusals: ["not_found"],
  }),
};
