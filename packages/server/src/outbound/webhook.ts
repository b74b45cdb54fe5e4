import { createHmac } from "node:crypto";
import { DeliveryError } from "../core/delivery.ts";
import { Refusal } from "../core/errors.ts";
import type { WebhookSecrets } from "../core/webhook.ts";
import { parseWebhookUrl } from "../core/webhook.ts";
import type { OutboundOptions } from "./fetch.ts";
import { fetchOutbound, OutboundError } from "./fetch.ts";

/** News for an address elsewhere. */
export interface News extends WebhookSecrets {
  url: string;
  /** The same at each try. */
  id: string;
  body: string;
  nowMs: number;
}

/**
 * Sends news, signed as Standard Webhooks has it, and answers the status that it was taken with. What is told of a failure
 * says nothing of the network it was sent from: owners of projects read it.
 */
export async function postNews(
  news: News,
  signal: AbortSignal,
  options: OutboundOptions & { privateToo: boolean },
): Promise<number> {
  const { url, id, body, nowMs } = news;
  const headers = {
    "Content-Type": "application/json",
    "User-Agent": "Tokenhouse",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(nowMs / 1000)),
    "webhook-signature": signaturesOf(news),
  };
  try {
    // Once more: what may be sent where may have been narrowed since it was added.
    parseWebhookUrl(url, options.privateToo);
    const { status } = await fetchOutbound(url, { method: "POST", headers, body, signal }, options);
    if (status >= 200 && status < 300) return status;
    throw new DeliveryError("not_taken", { status });
  } catch (error) {
    if (error instanceof OutboundError) throw new DeliveryError(error.reason, { detail: error.message });
    if (error instanceof Refusal) throw new DeliveryError("address_refused", { detail: error.message });
    throw error;
  }
}

/** By the current secret and, as long as it counts, by the one before. */
function signaturesOf({ id, body, nowMs, secret, before }: News): string {
  const signed = `${id}.${Math.floor(nowMs / 1000)}.${body}`;
  const secrets = before && before.untilMs > nowMs ? [secret, before.secret] : [secret];
  return secrets.map((one) => `v1,${createHmac("sha256", one).update(signed).digest("base64")}`).join(" ");
}
