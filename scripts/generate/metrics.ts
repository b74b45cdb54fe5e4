import { addGauges } from "../../packages/server/src/telemetry/gauges.ts";
import { createMeters } from "../../packages/server/src/telemetry/meters.ts";
import { NOTE } from "./reference.ts";

/** What the library's types leave out of what each metric knows of itself. */
interface Described {
  name: string;
  help: string;
  type: string;
  labelNames: readonly string[];
}

/** `docs/reference/metrics.md`: everything that `/metrics` tells. */
export function metricsReference(): string {
  const { registry } = createMeters();
  addGauges(registry, {
    release: "",
    database: "sqlite",
    countTokens: async () => [],
    verifier: () => ({ revision: 0, held: 0, isInForce: true }),
    monotonic: () => 0,
  });
  const metrics = registry.getMetricsAsArray() as unknown as Described[];
  const rows = metrics
    .filter(({ name }) => /^(?:tokenhouse|http)_/.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, labelNames, help }) => {
      const labels = labelNames.map((label) => `\`${label}\``).join(", ") || "–";
      return `| \`${name}\` | ${type} | ${labels} | ${help} |`;
    });
  return [
    NOTE,
    "# Metrics\n",
    "`GET /metrics`, in the text format of Prometheus, for whoever sends `TOKENHOUSE_METRICS_TOKEN` as a Bearer token. Each server tells what it has counted itself since it started; durations are seconds. No label holds a token, a person or an address. Node's own `process_…` and `nodejs_…` stand beside them.\n",
    "| metric | type | labels | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
