import { execFile } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningProcess } from "../../e2e/harness/process.ts";
import { startProgram } from "../../e2e/harness/process.ts";
import { findProgram } from "../../e2e/harness/program.ts";
import type { RunningServer } from "../../e2e/harness/server.ts";
import { AS_OWNER, makeFolder, startServer } from "../../e2e/harness/server.ts";
import { freePorts } from "../../packages/server/test/chaos/cluster/ports.ts";

const TOKEN = "for-Prometheus-alone";
const source = join(import.meta.dirname, "../prometheus");
const folder = makeFolder();
const promtool = findProgram("promtool") ?? "";

let server: RunningServer;
let prometheus: RunningProcess;
let url: string;

beforeAll(async () => {
  server = await startServer({ env: { ...AS_OWNER, TOKENHOUSE_METRICS_TOKEN: TOKEN } });
  cpSync(source, folder, { recursive: true });
  writeFileSync(join(folder, "metrics-token"), TOKEN);
  const config = readFileSync(join(folder, "prometheus.yml"), "utf8")
    .replace("127.0.0.1:4980", new URL(server.url).host)
    .replace("scrape_interval: 15s", "scrape_interval: 1s");
  writeFileSync(join(folder, "prometheus.yml"), config);
  const [port = 0] = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
  const flags = ["--config.file=prometheus.yml", "--storage.tsdb.path=data"];
  prometheus = startProgram(
    findProgram("prometheus") ?? "",
    [...flags, `--web.listen-address=127.0.0.1:${port}`],
    {
      cwd: folder,
      env: {},
    },
  );
  await prometheus.waitFor(/Server is ready to receive web requests/);
});
afterAll(async () => {
  await prometheus.stop();
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function query(
  expression: string,
): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { status, error, data } = (await answer.json()) as {
    status: string;
    error?: string;
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  expect(status, `${expression}: ${error}`).toBe("success");
  return data.result;
}

const values = async (expression: string) => (await query(expression)).map(({ value }) => value[1]);

test("Prometheus reads what a server tells, with the configuration that is shipped", async () => {
  await expect.poll(() => values('up{job="tokenhouse"}')).toEqual(["1"]);
  await expect.poll(() => values("tokenhouse_in_force")).toEqual(["1"]);
  expect(await values("tokenhouse_build_info")).toEqual(["1"]);
});

test("what a server tells is in good order", async () => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const own = text.split("\n").filter((line) => /^(?:# \w+ )?(?:tokenhouse|http)_/.test(line));
  const checked = promisify(execFile)(promtool, ["check", "metrics"]);
  checked.child.stdin?.end(`${own.join("\n")}\n`);
  expect((await checked).stderr).toBe("");
});

test("each alert is raised by what it is for, and by nothing that is well", async () => {
  await promisify(execFile)(promtool, ["check", "config", "prometheus.yml"], { cwd: folder });
  await promisify(execFile)(promtool, ["test", "rules", "alerts.test.yml"], { cwd: folder });
  const alerts = [...readFileSync(join(source, "alerts.yml"), "utf8").matchAll(/alert: (\w+)/g)];
  const tested = readFileSync(join(source, "alerts.test.yml"), "utf8");
  expect(alerts.length).toBeGreaterThan(5);
  expect(alerts.filter(([, name = ""]) => !tested.includes(`alertname: ${name}\n`))).toEqual([]);
});

interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[];
}

describe.each(globSync("*.json", { cwd: join(import.meta.dirname, "../grafana") }))(
  "the dashboard %s",
  (file) => {
    const { panels } = JSON.parse(
      readFileSync(join(import.meta.dirname, "../grafana", file), "utf8"),
    ) as Dashboard;
    const expressions = panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => [title, expr] as const),
    );

    test.each(expressions)("%s asks for what a server tells", async (_, expression) => {
      const asked = expression.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*");
      await query(asked);
      const names = asked.match(/\b(?:tokenhouse|http_server|nodejs|process)_\w+/g) ?? [];
      expect(names.length).toBeGreaterThan(0);
      const metrics = names.map((name) => name.replace(/_(?:bucket|count)$/, ""));
      await expect.poll(knownMetrics).toEqual(expect.arrayContaining(metrics));
    });
  },
);

/** What a server has described, also where it has counted nothing yet. */
async function knownMetrics(): Promise<string[]> {
  const { data } = (await (await fetch(`${url}/api/v1/metadata`)).json()) as { data: object };
  return Object.keys(data);
}
