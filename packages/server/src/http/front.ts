import type { FastifyBaseLogger } from "fastify";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { Refusal } from "../core/errors.ts";
import type { App } from "./app.ts";
import { withoutBase } from "./base-path.ts";
import { createClientReader } from "./client-address.ts";
import { problemAnswer } from "./problem.ts";
import { findProfile } from "./proxies/profile.ts";
import { serveProxyCheck } from "./proxies/serve.ts";
import { requestIdOf } from "./request-id.ts";
import { takeVerify } from "./verify-lane.ts";

export interface FrontOptions {
  app: App;
  log: FastifyBaseLogger;
  trustProxy: readonly string[];
  requestTimeoutMs: number;
}

/** How long a request may take to say what it wants. */
const HEADERS_TIMEOUT_MS = 10_000;

/** How long a connection without a request stays open: longer than a balancer in front keeps one. */
const KEEP_ALIVE_MS = 72_000;

/** The server on which checks are answered at once, without the framework; every other request is the framework's. */
export function createFront(
  { app, log, trustProxy, requestTimeoutMs }: FrontOptions,
  framework: RequestListener,
): Server {
  const clientOf = createClientReader(trustProxy);
  // Most checks have no body, and need no stream for one.
  const server = createServer(
    { optimizeEmptyRequests: true, requireHostHeader: false },
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
      framework(request, response);
    },
  );
  // Whatever else a request expects is not promised, and no reason to refuse it (RFC 9110 §10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  return server;
}

/**
 * RFC 9112 §3.2: what is no HTTP/1.0 has to say whom it is for. Refused here, so that it is told as all is; so is
 * HTTP/0.9, which the parser lets through.
 */
function refusesForeign(request: IncomingMessage, response: ServerResponse): boolean {
  const { httpVersion: version, headers } = request;
  if (version === "1.0" || (version === "1.1" && headers.host !== undefined)) return false;
  const detail = version === "1.1" ? "The request has no Host" : "This is not a valid HTTP request";
  const answer = problemAnswer(new Refusal("invalid_request", detail), requestIdOf(headers));
  response.writeHead(answer.status, [...answer.headers, "Connection", "close"]).end(answer.body);
  return true;
}
