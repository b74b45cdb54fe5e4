import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { ValidVerdict } from "@tokenhouse/sdk";
import { mintToken } from "@tokenhouse/sdk";

export const VALID: ValidVerdict = {
  valid: true,
  code: "valid",
  token: {
    id: "0bc1d49f-3a53-4a0a-8f0e-1f4f5e6a7b80",
    kind: "personal",
    name: "ci deploy",
    scopes: ["orders:read"],
    expiresAt: null,
  },
  holder: {
    type: "user",
    id: "7d0f4f8e-98a5-4b8e-9a51-0c6de1f4a001",
    name: "Ada",
    email: "ada@example.com",
    role: "member",
  },
  project: { id: "c2f2a1de-07b4-4d0b-8d56-1d3a7fd0a002", slug: "default" },
  revision: 41,
};

export const DENIAL_ID = "5f1c2f80-6f2d-4d5a-9d0e-6f8b7c6d5e4f";

export function denied(code: string) {
  return { valid: false, code, denialId: DENIAL_ID, revision: 42 };
}

export function freshToken(): string {
  return mintToken("th", "service", (count) => crypto.getRandomValues(new Uint8Array(count))).value;
}

/** What a verifier asked: where, as whom, and what. */
interface Question {
  method: string | undefined;
  path: string | undefined;
  authorization: string | undefined;
  body: unknown;
}

/** Answers a request. */
export type Reply = (response: ServerResponse) => void;

/** A reply with a status and a body; anything but a text is sent as JSON. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (response) => response.writeHead(status, headers).end(text);
}

const UNKNOWN_ROUTE = answer(404, { status: 404, code: "not_found", detail: "There is no such route" });

/**
 * A small HTTP server in Tokenhouse's place: it replies as told and remembers what it was asked. Like a server from
 * before leases it has no routes for them, unless `register` says what it replies to a verifier that registers.
 */
export async function startStandIn() {
  const questions: Question[] = [];
  const standIn = { reply: answer(200, VALID), register: UNKNOWN_ROUTE, questions, url: "", stop };
  const server = createServer((request, response) => void handle(request, response));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url: path, headers } = request;
    questions.push({ method, path, authorization: headers.authorization, body: await json(request) });
    const reply = path === "/v1/verifiers" ? standIn.register : standIn.reply;
    reply(response);
  }

  /** Gone like a process that was killed: the port is closed and open connections are cut. */
  function stop(): void {
    server.close();
    server.closeAllConnections();
  }

  server.listen(0, "127.0.0.1");
  onTestFinished(stop);
  await once(server, "listening");
  standIn.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}
