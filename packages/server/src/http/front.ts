import type { FastifyBaseLogger } from "fastify";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { Refusal } from "../core/errors.ts";
import type { App } from "./app.ts";
import { withoutBase } from "./base-path.ts";
import { createClientReader } from "./client-address.ts";
import { boundConnections, endUnread } from "./connections.ts";
import { countFields } from "./count-fields.ts";
import { problemAnswer } from "./problem.ts";
import { findProfile } from "./proxies/profile.ts";
import { serveProxyCheck } from "./proxies/serve.ts";
import { requestIdOf } from "./request-id.ts";
import { takeVerify } from "./verify-lane.ts";

export interface FrontOptions {
  app: App;
  log: FastifyBaseLogger;
  trustProxy: readonly string[];
  maxConnections: number;
  patience: Patience;
}

/** How long a client may be slow. */
export interface Patience {
  /** To say what it wants. */
  headersMs: number;
  /** To send the whole of it. */
  requestMs: number;
  /** To read a part of its answer. */
  unreadMs: number;
  /** How often is looked at who is slow. */
  checkEveryMs: number;
}

export const PATIENCE: Patience = {
  headersMs: 10_000,
  requestMs: 30_000,
  unreadMs: 30_000,
  checkEveryMs: 1_000,
};

/** How long a connection without a request stays open: longer than a balancer in front keeps one. */
const KEEP_ALIVE_MS = 72_000;

/** The server on which checks are answered at once, without the framework; every other request is the framework's. */
export function createFront(
  { app, log, trustProxy, maxConnections, patience }: FrontOptions,
  framework: RequestListener,
): Server {
  const clientOf = createClientReader(trustProxy);
  // Most checks have no body, and need no stream for one.
  const server = createServer(
    {
      optimizeEmptyRequests: true,
      requireHostHeader: false,
      connectionsCheckingInterval: patience.checkEveryMs,
    },
    (request, response) => {
      if (refusesForeign(request, response)) return;
      const client = clientOf(request);
      const url = withoutBase(request.url ?? "/", app.basePath);
      const end = url.indexOf("?");
      const path = end === -1 ? url : url.slice(0, end);
      const profile = path.startsWith("/auth/") ? findProfile(path) : undefined;
      if (profile) {
        const target = { path, query: end === -1 ? "" : url.slice(end + 1) };
        serveProxyCheck(app, log, { profile, target, client, request, response });
        return;
      }
      if (takeVerify(app, log, { url, client, request, response })) return;
      // The framework walks the chain, too, but takes whatever stands in it for an address: it is given the end of ours.
      if (request.headers["x-forwarded-for"] !== undefined)
        request.headers["x-forwarded-for"] = client.address;
      forgetMissingBody(request);
      framework(request, response);
    },
  );
  // Whatever else a request expects is not promised, and no reason to refuse it (RFC 9110 §10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = patience.requestMs;
  server.headersTimeout = patience.headersMs;
  boundConnections(server, { most: maxConnections, trustProxy });
  endUnread(server, { unreadMs: patience.unreadMs, everyMs: patience.checkEveryMs });
  return server;
}

/** A request without a body has no stream that would end: the framework must not be told that there is one to read. */
function forgetMissingBody({ headers }: IncomingMessage): void {
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined)
    delete headers["content-type"];
}

/**
 * RFC 9112 §3.2: what is no HTTP/1.0 has to say whom it is for, and nothing says so twice. Refused here, so that it is
 * told as all is; so is HTTP/0.9, which the parser lets through.
 */
function refusesForeign(request: IncomingMessage, response: ServerResponse): boolean {
  const detail = faultOf(request);
  if (detail === undefined) return false;
  const answer = problemAnswer(new Refusal("invalid_request", detail), requestIdOf(request.headers));
  response.writeHead(answer.status, [...answer.headers, "Connection", "close"]).end(answer.body);
  return true;
}

function faultOf({ httpVersion, rawHeaders }: IncomingMessage): string | undefined {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return "This is not a valid HTTP request";
  const hosts = countFields(rawHeaders, "host");
  if (hosts > 1) return "The request has more than one Host";
  return hosts === 0 && httpVersion === "1.1" ? "The request has no Host" : undefined;
}
