import type { Registry } from "@prometheus-io/client";
import type { FastifyInstance } from "fastify";
import { timingSafeEqual } from "node:crypto";
import { invalidToken, Refusal, unauthenticated } from "../core/errors.ts";
import { digestSecret } from "../service/context.ts";
import { refuseOtherMethods } from "./mount.ts";

export interface Metrics {
  registry: Pick<Registry, "metrics" | "contentType">;
  /** What whoever reads them has to show. */
  token: string;
}

/** `/metrics` in the text format of Prometheus; none to read where none are given. */
export function serveMetrics(server: FastifyInstance, metrics: Metrics | undefined): void {
  server.get("/metrics", async ({ headers }, reply) => {
    if (!metrics) {
      throw new Refusal("not_found", "Metrics are off here: TOKENHOUSE_METRICS_TOKEN turns them on");
    }
    const { registry, token } = metrics;
    const [, presented] = /^bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
    if (presented === undefined) {
      throw unauthenticated("Send the metrics token: Authorization: Bearer <TOKENHOUSE_METRICS_TOKEN>");
    }
    if (!timingSafeEqual(digestSecret(token), digestSecret(presented))) throw invalidToken();
    return reply
      .header("Cache-Control", "no-store")
      .type(registry.contentType)
      .send(await registry.metrics());
  });
  refuseOtherMethods(server, "/metrics", [{ method: "GET" }]);
}
