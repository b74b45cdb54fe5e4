import { once } from "node:events";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { readConfig } from "../../src/config.ts";
import { deliverDue } from "../../src/jobs/keep-delivering.ts";
import { openCarriers } from "../../src/main/carriers.ts";
import type { Credentials, Installation } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/** What somebody elsewhere got. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Somebody elsewhere who is told, on this machine. */
export interface Receiver {
  url: string;
  received: Received[];
  /** How they answer: 204, unless said otherwise. */
  answer: { by: (reply: ServerResponse) => void };
  stop: () => Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answer: Receiver["answer"] = { by: taken };
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      received.push({ path, headers, body: Buffer.concat(chunks).toString() });
      answer.by(reply);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function taken(reply: ServerResponse): void {
  reply.writeHead(204).end();
}

/** An installation whose webhooks may be on this machine, which sends when it is told to. */
export interface WebhookWorld extends Installation, Team {
  receiver: Receiver;
  /** Sends everything that is due. */
  send: () => Promise<void>;
  /** What the log says of it. */
  said: () => Record<string, unknown>[];
  /** Takes a webhook into use, and answers its id and its secret. */
  add: (
    events: readonly string[],
    path?: string,
    as?: Credentials,
  ) => Promise<{ id: string; secret: string }>;
}

export async function startWebhookWorld(
  env: NodeJS.ProcessEnv = { TOKENHOUSE_WEBHOOKS_PRIVATE: "true" },
): Promise<WebhookWorld> {
  const { config } = readConfig(env);
  const team = await startTeam();
  const receiver = await startReceiver();
  const { db } = team.service;
  team.service.webhooksPrivate = config.webhooksPrivate;
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const now = () => team.clock.nowMs;
  const carrying = openCarriers(config, { log, db, now });
  return {
    ...team,
    receiver,
    send: () => deliverDue(db, carrying, new AbortController().signal),
    said: () => lines.splice(0).map((line): Record<string, unknown> => JSON.parse(line)),
    async add(events, path = "/", as = team.owner.session) {
      const body = { url: receiver.url + path, events };
      const reply = await team.call("addWebhook", as, { body });
      if (reply.status !== 201) throw new Error(reply.text);
      return { id: String(reply.body.webhook.id), secret: String(reply.body.secret) };
    },
    async stop() {
      await receiver.stop();
      await team.stop();
    },
  };
}
