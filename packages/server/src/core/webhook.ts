import { isIP } from "node:net";
import { invalidField } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { isLoopback, mayReach } from "./outbound-address.ts";
import type { Project } from "./project.ts";
import type { Token } from "./token.ts";
import { instantOf, wireToken } from "./wire-token.ts";

/** What a webhook can be told of. Those that the audit log has, too, are told with the very change. */
export const WEBHOOK_EVENTS = [
  "token.created",
  "token.rotated",
  "token.revoked",
  "token.restored",
  "token.deleted",
  "token.expiring",
  "token.expired",
] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export function isWebhookEvent(event: string): event is WebhookEvent {
  return (WEBHOOK_EVENTS as readonly string[]).includes(event);
}

/** An address elsewhere that is told what happens in a project. */
export interface Webhook {
  id: string;
  name: string;
  url: string;
  events: readonly WebhookEvent[];
  createdAtMs: number;
}

/** What news are signed with. After it was changed, the one of before signs along for a while. */
export interface WebhookSecrets {
  secret: Uint8Array;
  before: { secret: Uint8Array; untilMs: number } | undefined;
}

/** How the secret is shown, once, as Standard Webhooks has it. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${Buffer.from(secret).toString("base64")}`;
}

/** What of a token's life is told. */
export interface TokenNews {
  event: WebhookEvent;
  atMs: number;
  token: Token;
  /** Of one that expires: within so many days. */
  days?: number | undefined;
}

/** The body of a delivery: who and what the API shows of it, and no value. */
export function bodyOfNews(
  id: string,
  { id: projectId, slug, name }: Pick<Project, "id" | "slug" | "name">,
  { event, atMs, token, days }: TokenNews,
): string {
  return JSON.stringify({
    id,
    type: event,
    timestamp: instantOf(atMs),
    project: { id: projectId, slug, name },
    ...(days !== undefined && { days }),
    token: wireToken(token, atMs),
  });
}

/** A delivery that shows whether anything arrives. */
export const TEST_EVENT = "webhook.test";

export function bodyOfTest(
  id: string,
  { id: projectId, slug, name }: Pick<Project, "id" | "slug" | "name">,
  atMs: number,
): string {
  const project = { id: projectId, slug, name };
  return JSON.stringify({ id, type: TEST_EVENT, timestamp: instantOf(atMs), project });
}

/**
 * The address of a webhook as it is kept. Refuses (`invalid_request`) what is no https address of somebody else's server;
 * `privateToo` also takes those of the operator's own network, and http on this machine. What a name resolves to is
 * judged each time that something is sent there.
 */
export function parseWebhookUrl(text: string, privateToo: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !isTransport(url, privateToo)) {
    throw invalidField("url", "must be an https address, such as https://example.com/tokenhouse");
  }
  if (url.username || url.password || url.hash || url.href.length > LIMITS.webhookUrlLength) {
    throw invalidField(
      "url",
      `must have no user, password or fragment, and at most ${LIMITS.webhookUrlLength} characters`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !mayReach(host, privateToo)) {
    throw invalidField("url", "must be an address outside of this server's own network");
  }
  return url.href;
}

function isTransport({ protocol, hostname }: URL, privateToo: boolean): boolean {
  return protocol === "https:" || (protocol === "http:" && privateToo && isLoopback(hostname));
}
