import type { ValidVerdict } from "@tokenhouse/sdk/memory";
import type { FastifyBaseLogger } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { routes } from "../contract/index.ts";
import { LIMITS } from "../core/limits.ts";
import { tellHeld } from "../service/check-token.ts";
import type { App } from "./app.ts";
import type { Client } from "./client-address.ts";
import { countFields } from "./count-fields.ts";
import { sunsetHeader } from "./expiry-headers.ts";
import type { Asker } from "./handlers/checks.ts";
import { answerVerify, answerVerifyBatch } from "./handlers/checks.ts";
import type { Answer } from "./headers.ts";
import { appendHeaders } from "./headers.ts";
import { readJson } from "./json.ts";
import { problemAnswer, refusalOf, refuseFaults } from "./problem.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { requestIdOf } from "./request-id.ts";
import { spanOf } from "./spans.ts";
import { verdictText } from "./verdict-text.ts";

/** What the lane answers, each by the schema and the handler of its route; the answer is JSON. */
const LANES = new Map<string, Lane>([
  [
    routes.verifyToken.path,
    {
      maxBytes: LIMITS.bodyBytes,
      answer(app, asker, body) {
        const verdict = answerVerify(app, asker, parse(routes.verifyToken.body, body));
        return verdict instanceof Promise ? verdict.then(verdictText) : verdictText(verdict);
      },
    },
  ],
  [
    routes.verifyTokens.path,
    {
      maxBytes: LIMITS.batchBytes,
      async answer(app, asker, body) {
        const { verdicts } = await answerVerifyBatch(app, asker, parse(routes.verifyTokens.body, body));
        return `{"verdicts":[${verdicts.map(verdictText).join()}]}`;
      },
    },
  ],
]);

interface Lane {
  maxBytes: number;
  answer: (app: App, asker: Asker, body: unknown) => string | Promise<string>;
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
  const endSpan = spanOf({ headers: request.headers, method: "POST", route: url });
  const asker = { projectId: caller.project.id, log: () => log.child({ reqId }) };
  const send = ({ status, headers, body }: Answer) => {
    if (caller.rateLimit) appendHeaders(headers, rateLimitHeaders(caller.rateLimit));
    appendHeaders(headers, sunsetHeader(caller.token.expiresAt, app.service.now()));
    if (app.state.draining) headers.push("Connection", "close");
    response.writeHead(status, headers).end(body);
    endSpan(status);
  };
  const succeed = (body: string) => {
    const headers = ["Cache-Control", "no-store", "X-Content-Type-Options", "nosniff", "X-Request-Id", reqId];
    // The length is known, so that head and body go out in one piece.
    headers.push("Content-Type", JSON_TYPE, "Content-Length", String(Buffer.byteLength(body)));
    send({ status: 200, headers, body });
  };
  const fail = (error: unknown) => {
    const answer = problemAnswer(refusalOf(error as Error, { log: asker.log() }), reqId);
    answer.headers.push("X-Content-Type-Options", "nosniff");
    send(answer);
  };
  request.on(
    "end",
    takeBody(request, (bytes) => answerBody(lane, app, { asker, bytes, succeed, fail })),
  );
  return true;
}

const JSON_TYPE = "application/json; charset=utf-8";

/** One Bearer token and a JSON body of a known and allowed length, nothing else that would have to be judged. */
function isPlain({ headers, rawHeaders }: IncomingMessage, { maxBytes }: Lane): boolean {
  const length = Number(headers["content-length"]);
  return (
    length > 0 &&
    length <= maxBytes &&
    /^application\/json(?: *; *charset=utf-8)?$/i.test(headers["content-type"] ?? "") &&
    countFields(rawHeaders, "authorization") === 1 &&
    headers.cookie === undefined &&
    headers["tokenhouse-project"] === undefined &&
    headers["content-encoding"] === undefined &&
    headers.expect === undefined
  );
}

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
function takeBody(request: IncomingMessage, done: (bytes: Buffer) => void): () => void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => done((chunks.length === 1 ? chunks[0] : undefined) ?? Buffer.concat(chunks));
}

function answerBody(
  lane: Lane,
  app: App,
  {
    asker,
    bytes,
    succeed,
    fail,
  }: { asker: Asker; bytes: Buffer; succeed: (body: string) => void; fail: (error: unknown) => void },
): void {
  try {
    const answer = lane.answer(app, asker, readJson(bytes));
    if (answer instanceof Promise) answer.then(succeed).catch(fail);
    else succeed(answer);
  } catch (error) {
    fail(error);
  }
}
