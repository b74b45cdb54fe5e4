import { opentelemetry } from "./opentelemetry.ts";

/** A span for a statement that the database has just answered, by OpenTelemetry's conventions; values are no part of it. */
export function traceQuery(system: "sqlite" | "postgresql", sql: string, ms: number): void {
  if (!opentelemetry?.trace.getActiveSpan()?.isRecording()) return;
  const { SpanKind, trace } = opentelemetry;
  const operation = /\w+/.exec(sql)?.[0].toUpperCase() ?? "SQL";
  const attributes = { "db.system.name": system, "db.operation.name": operation, "db.query.text": sql };
  const endedAt = Date.now();
  trace
    .getTracer("tokenhouse")
    .startSpan(operation, { kind: SpanKind.CLIENT, startTime: endedAt - ms, attributes })
    .end(endedAt);
}
