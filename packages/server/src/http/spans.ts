import type { Attributes, Span } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { IncomingHttpHeaders } from "node:http";
import { opentelemetry } from "../telemetry/opentelemetry.ts";

/* Spans by OpenTelemetry's conventions for HTTP servers, where whoever runs the server has loaded an SDK of OpenTelemetry
   before it. Spans of nothing would cost a check a fifth of its time. */

type Api = NonNullable<typeof opentelemetry>;

const traced = opentelemetry && hasSdk(opentelemetry) ? opentelemetry : undefined;

function hasSdk({ trace, ProxyTracerProvider }: Api): boolean {
  const provider: object = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer("tokenhouse") !== undefined;
}

/** `SpanStatusCode.ERROR`, where there may be no enum to ask. */
const ERROR = 2;

interface Asked {
  headers: IncomingHttpHeaders;
  method: string;
  /** As it is declared, with no id in it. */
  route: string | undefined;
}

/** Begins the span of a request, as a part of what the caller's `traceparent` names. */
function startSpan({ propagation, ROOT_CONTEXT, SpanKind, trace }: Api, { headers, method, route }: Asked) {
  const caller = propagation.extract(ROOT_CONTEXT, headers);
  const attributes = {
    "http.request.method": method,
    "url.scheme": "http",
    ...(route !== undefined && { "http.route": route }),
  };
  const name = route === undefined ? method : `${method} ${route}`;
  const tracer = trace.getTracer("tokenhouse");
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
  return { span, within: trace.setSpan(caller, span) };
}

function endSpan(span: Span, status: number, about: Attributes = {}): void {
  span.setAttributes({ "http.response.status_code": status, ...about });
  if (status >= 500) span.setStatus({ code: ERROR }).setAttribute("error.type", String(status));
  span.end();
}

/** The span of a request that is answered without the framework: to be called with the status of the answer. */
export function spanOf(asked: Asked): (status: number) => void {
  if (!traced) return nothing;
  const { span } = startSpan(traced, asked);
  return (status) => endSpan(span, status);
}

function nothing(): void {}

/** A span for each request of the framework; what its work asks the database becomes a part of it. */
export function traceRequests(server: FastifyInstance): void {
  if (!traced) return;
  const { context } = traced;
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook("onRequest", (request, _, done) => {
    const { method, headers, routeOptions } = request;
    const { span, within } = startSpan(traced, { headers, method, route: routeOptions.config.path });
    spans.set(request, span);
    context.with(within, done);
  });
  server.addHook("onResponse", async (request, reply) => {
    const span = spans.get(request);
    if (span) endSpan(span, reply.statusCode, { "tokenhouse.request.id": request.id });
  });
}
