import type { ValidVerdict } from "@tokenhouse/sdk/memory";
import type { FastifyBaseLogger } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { routes } from "../contract/index.ts";
import { ERRORS, Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { tellHeld } from "../service/check-token.ts";
import type { App } from "./app.ts";
import type { Client } from "./client-address.ts";
import type { Asker } from "./handlers/checks.ts";
import { answerVerify, answerVerifyBatch } from "./handlers/checks.ts";
import { problemOf, refusalOf, refuseFaults } from "./problem.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { requestIdOf } from "./request-id.ts";

/** What the lane answers, each by the schema and the handler of its route. */
const LANES = new Map<string, Lane>([
  [
    routes.verifyToken.path,
    {
      maxBytes: LIMITS.bodyBytes,
      answer: (app, asker, body) => answerVerify(app, asker, parse(routes.verifyToken.body, body)),
    },
  ],
  [
    routes.verifyTokens.path,
    {
      maxBytes: LIMITS.batchBytes,
      answer: (app, asker, body) => answerVerifyBatch(app, asker, parse(routes.verifyTokens.body, body)),
    },
  ],
]);

interface Lane {
  maxBytes: number;
  answer: (app: App, asker: Asker, body: unknown) => object | Promise<object>;
}

interface Exchange {
  /** Below the base. */
  url: string;
  client: Client;
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * Answers a plain question to verify without the framework, and says whether it does. Whatever is unusual about it, a
 * refused caller included, is the framework's: nothing of the request has been taken then.
 */
export function takeVerify(
  app: App,
  log: FastifyBaseLogger,
  { url, client, request, response }: Exchange,
): boolean {
  const lane = request.method === "POST" ? LANES.get(url) : undefined;
  if (!lane || !isPlain(request, lane)) return false;
  const caller = findCaller(app, request, client);
  if (!caller) return false;
  const reqId = requestIdOf(request.headers);
  const asker = {
    projectId: caller.project.id,
    get log() {
      return log.child({ reqId });
    },
  };
  const send = (status: number, { body, type, headers }: Reply) => {
    response.writeHead(status, {
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "X-Request-Id": reqId,
      "Content-Type": type,
      // Known, so that head and body go out in one piece.
      "Content-Length": Buffer.byteLength(body),
      ...(caller.rateLimit && rateLimitHeaders(caller.rateLimit)),
      ...headers,
      ...(app.state.draining && { Connection: "close" }),
    });
    response.end(body);
  };
  const succeed = (answer: object) => send(200, { body: JSON.stringify(answer), type: JSON_TYPE });
  const fail = (error: unknown) => {
    const refusal = refusalOf(error as Error, asker);
    const body = problemOf(refusal, reqId).toString();
    send(ERRORS[refusal.code].status, { body, type: "application/problem+json", headers: refusal.headers });
  };
  request.on(
    "end",
    takeBody(request, (text) => answerBody(lane, app, { asker, text, succeed, fail })),
  );
  return true;
}

interface Reply {
  body: string;
  type: string;
  headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = "application/json; charset=utf-8";

/** One Bearer token and a JSON body of a known and allowed length, nothing else that would have to be judged. */
function isPlain({ headers, rawHeaders }: IncomingMessage, { maxBytes }: Lane): boolean {
  const length = Number(headers["content-length"]);
  return (
    length > 0 &&
    length <= maxBytes &&
    /^application\/json(?: *; *charset=utf-8)?$/i.test(headers["content-type"] ?? "") &&
    isSentOnce(rawHeaders) &&
    headers.cookie === undefined &&
    headers["tokenhouse-project"] === undefined &&
    headers["content-encoding"] === undefined &&
    headers.expect === undefined
  );
}

function isSentOnce(rawHeaders: readonly string[]): boolean {
  let sent = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (name.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) sent++;
  }
  return sent === 1;
}

const AUTHORIZATION = "authorization";

/** Who asks, if memory knows that they may check tokens. */
function findCaller(
  { service, usage }: App,
  request: IncomingMessage,
  { address }: Client,
): ValidVerdict | undefined {
  const [, value] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (value === undefined) return undefined;
  const told = tellHeld(service, { value }, { scopes: NEEDED, ip: address });
  if (!told?.valid) return undefined;
  usage.record({
    tokenId: told.token.id,
    atMs: service.now(),
    ip: address,
    userAgent: request.headers["user-agent"] ?? null,
    verifier: service.verifier.name,
  });
  return told;
}

const NEEDED = [routes.verifyToken.permission];

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw refuseFaults(parsed.error);
  return parsed.data;
}

/** Gathers a body, for whoever is told its end. */
function takeBody(request: IncomingMessage, done: (text: string) => void): () => void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => done(Buffer.concat(chunks).toString("utf8"));
}

function answerBody(
  lane: Lane,
  app: App,
  {
    asker,
    text,
    succeed,
    fail,
  }: { asker: Asker; text: string; succeed: (answer: object) => void; fail: (error: unknown) => void },
): void {
  try {
    const answer = lane.answer(app, asker, parseJson(text));
    if (answer instanceof Promise) answer.then(succeed).catch(fail);
    else succeed(answer);
  } catch (error) {
    fail(error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal("invalid_request", "The body is not valid JSON");
  }
}
