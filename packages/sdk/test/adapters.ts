import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { onTestFinished } from "vitest";
import type { Verifier } from "@tokenhouse/sdk";
import type { RequireTokenOptions } from "@tokenhouse/sdk/express";
import { requireToken as requireInExpress } from "@tokenhouse/sdk/express";
import { requireToken as requireInFastify } from "@tokenhouse/sdk/fastify";
import { requireToken as requireInHono } from "@tokenhouse/sdk/hono";
import { requireToken as requireInNext, requireTokenInProxy, verdictFromProxy } from "@tokenhouse/sdk/next";
import { NextResponse } from "./next-response.ts";

/**
 * Starts a real app of the framework whose `/v1/orders` answers any method with the verdict on the request, below a
 * proxy on this machine that names the caller in `X-Forwarded-For`. Resolves with its port.
 */
type StartApp = (verifier: Verifier, options?: RequireTokenOptions) => Promise<number>;

/** Every adapter of the SDK: `middleware.test.ts` holds each of them to the same cases. */
export const ADAPTERS: Record<string, StartApp> = {
  express: startExpress,
  fastify: startFastify,
  hono: startHono,
  "next route": startNextRoute,
  "next proxy": startNextProxy,
};

async function startExpress(verifier: Verifier, options?: RequireTokenOptions): Promise<number> {
  const orders = express.Router().all("/orders", requireInExpress(verifier, options), (req, res) => {
    res.json(req.tokenhouse);
  });
  const server = express().set("trust proxy", "loopback").use("/v1", orders).listen(0, "127.0.0.1");
  return portOf(server);
}

async function startFastify(verifier: Verifier, options?: RequireTokenOptions): Promise<number> {
  const app = fastify({ trustProxy: "127.0.0.1" });
  app.register(
    (api, _, done) => {
      api.all("/orders", { onRequest: requireInFastify(verifier, options) }, (request) => request.tokenhouse);
      done();
    },
    { prefix: "/v1" },
  );
  onTestFinished(() => app.close());
  return Number(new URL(await app.listen({ port: 0, host: "127.0.0.1" })).port);
}

function startHono(verifier: Verifier, options?: RequireTokenOptions): Promise<number> {
  const guard = requireInHono(verifier, { ...options, ip: (c) => c.req.raw.headers.get(FORWARDED)?.trim() });
  const app = new Hono().basePath("/v1");
  app.all("/orders", guard, (c) => c.json(c.get("tokenhouse")));
  return serve(app.fetch);
}

/** The wrapped route behind a server that speaks web-standard requests, as Next does. */
function startNextRoute(verifier: Verifier, options?: RequireTokenOptions): Promise<number> {
  const route = requireInNext(verifier, { ...options, ip });
  return serve(route((_, verdict) => Response.json(verdict)));
}

/** The proxy, and after it a route that sees the headers which the proxy handed on. */
function startNextProxy(verifier: Verifier, options?: RequireTokenOptions): Promise<number> {
  const proxy = requireTokenInProxy(verifier, NextResponse, { ...options, ip });
  return serve(async (request) => {
    const step = await proxy(request);
    if (!(step instanceof NextResponse)) return step;
    return Response.json(verdictFromProxy(step.onward), { headers: step.headers });
  });
}

const FORWARDED = "x-forwarded-for";

function ip({ headers }: Request): string | undefined {
  return headers.get(FORWARDED) ?? undefined;
}

function serve(answer: (request: Request) => Response | Promise<Response>): Promise<number> {
  return portOf(createAdaptorServer({ fetch: answer }).listen(0, "127.0.0.1"));
}

async function portOf(server: ReturnType<typeof createAdaptorServer>): Promise<number> {
  onTestFinished(() => void server.close());
  if (!server.listening) await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
