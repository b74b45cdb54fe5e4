import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { DeliveryError } from "../core/delivery.ts";
import type { Mail } from "../core/mail.ts";
import type { Carry, Carrying } from "../jobs/keep-delivering.ts";
import { openSmtp } from "../outbound/smtp.ts";
import { postNews } from "../outbound/webhook.ts";
import type { Db } from "../storage/open.ts";
import { findWebhookTarget } from "../storage/webhooks.ts";
import { isTracedInVain } from "../telemetry/opentelemetry.ts";

/** What somebody has set up, and will wait for in vain. */
export function warnOfSilence({ mailServer, baseUrl }: Config, log: Logger): void {
  if (mailServer && !baseUrl)
    log.warn("links in mails lead to this machine: set TOKENHOUSE_BASE_URL to the public address");
  if (isTracedInVain)
    log.warn("there are no traces: install @opentelemetry/api beside Tokenhouse, where its SDK is");
}

/** Whatever this server can send to others, and what it says of what did not arrive. */
export function openCarriers(
  { mailServer, mailFrom, webhooksPrivate }: Config,
  { log, db, now }: { log: Logger; db: Db; now: () => number },
): Carrying {
  const webhook: Carry = async ({ id, webhookId, content }, signal) => {
    const target = await findWebhookTarget(db, webhookId ?? "");
    if (!target) throw new DeliveryError("the webhook is gone", { isFinal: true });
    const news = { ...target, id, body: content, nowMs: now() };
    return postNews(news, signal, { privateToo: webhooksPrivate });
  };
  const send = mailServer && mailFrom && openSmtp({ server: mailServer, from: mailFrom });
  const mail: Carry | undefined =
    send && (({ id, content }, signal) => send(id, JSON.parse(content) as Mail, signal));
  return {
    carriers: { webhook, ...(mail && { mail }) },
    now,
    onFailed({ id, kind, webhookId, event, tries }, { error, nextAtMs }) {
      const { message: reason, status, detail } = error;
      const told = { delivery: id, kind, webhook: webhookId, event, tries, reason, status, detail };
      if (nextAtMs === null) log.error(told, "a delivery is given up");
      else log.warn({ ...told, nextAt: new Date(nextAtMs).toISOString() }, "a delivery is tried again");
    },
  };
}
