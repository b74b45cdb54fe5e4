import type { Attributes, Span } from "@opentelemetry/api";
import {
  context,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { IncomingHttpHeaders } from "node:http";

/* Spans by OpenTelemetry's conventions for HTTP servers, where whoever runs the server has loaded an SDK of OpenTelemetry
   before it. Spans of nothing would cost a check a fifth of its time. */

const tracer = trace.getTracer("tokenhouse");
const provider: object = trace.getTracerProvider();
const isTraced =
  !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer("tokenhouse") !== undefined;

interface Asked {
  headers: IncomingHttpHeaders;
  method: string;
  /** As it is declared, with no id in it. */
  route: string | undefined;
}

/** Begins the span of a request, as a part of what the caller's `traceparent` names. */
function startSpan({ headers, method, route }: Asked) {
  const caller = propagation.extract(ROOT_CONTEXT, headers);
  const attributes = {
    "http.request.method": method,
    "url.scheme": "http",
    ...(route !== undefined && { "http.route": route }),
  };
  const name = route === undefined ? method : `${method} ${route}`;
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
  return { span, within: trace.setSpan(caller, span) };
}

function endSpan(span: Span, status: number, about: Attributes = {}): void {
  span.setAttributes({ "http.response.status_code": status, ...about });
  if (status >= 500)
    span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", String(status));
  span.end();
}

/** The span of a request that is answered without the framework: to be called with the status of the answer. */
export function spanOf(asked: Asked): (status: number) => void {
  if (!isTraced) return nothing;
  const { span } = startSpan(asked);
  return (status) => endSpan(span, status);
}

function nothing(): void {}

/** A span for each request of the framework; what its work asks the database becomes a part of it. */
export function traceRequests(server: FastifyInstance): void {
  if (!isTraced) return;
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook("onRequest", (request, _, done) => {
    const { method, headers, routeOptions } = request;
    const { span, within } = startSpan({ headers, method, route: routeOptions.config.path });
    spans.set(request, span);
    context.with(within, done);
  });
  server.addHook("onResponse", async (request, reply) => {
    const span = spans.get(request);
    if (span) endSpan(span, reply.statusCode, { "tokenhouse.request.id": request.id });
  });
}
