import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@tokenhouse/sdk/client";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { AS_OWNER, makeFolder, OWNER } from "../../../../e2e/harness/server.ts";
import type { ServerProcess } from "../chaos/servers.ts";
import { startServer } from "../chaos/servers.ts";
import { createDatabase } from "../storage/databases.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const CALLER = `00-${TRACE_ID}-b7ad6b7169203331-01`;
/** As OpenTelemetry counts kinds. */
const [SERVER, CLIENT] = [1, 2];

const folder = makeFolder();
const file = join(folder, "spans");

let database: Awaited<ReturnType<typeof createDatabase>>;
let server: ServerProcess;
let value: string;
let id: string;

beforeAll(async () => {
  database = await createDatabase();
  const env = { TOKENHOUSE_DATABASE_URL: database.url, SPANS_FILE: file, ...AS_OWNER };
  const flags = ["--import", join(import.meta.dirname, "tracing.ts")];
  server = await startServer({ folder, env, flags });
  const client = createClient({ url: server.url, basic: { ...OWNER } });
  const made = await client.createToken({ body: { name: "traced", lifetimeDays: 60 } });
  ({ value } = made);
  ({ id } = made.token);
  // Its span is written after its answer, and must not come among those of the first test.
  const isWritten = () => existsSync(file) && readFileSync(file, "utf8").includes("POST /v1/tokens");
  await vi.waitUntil(isWritten, { timeout: 20_000 });
});
afterAll(async () => {
  await server.end("SIGTERM");
  await database.remove();
  rmSync(folder, { recursive: true });
});
beforeEach(() => rmSync(file, { force: true }));

const call = (
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
) =>
  fetch(server.url + path, {
    ...init,
    headers: { authorization: `Bearer ${value}`, traceparent: CALLER, ...init.headers },
  });

interface Span {
  name: string;
  kind: number;
  attributes: Record<string, unknown>;
  parent?: { traceId: string; spanId: string };
  spanId: string;
}

async function spansOf(kind: number, count: number): Promise<Span[]> {
  const spans = (): Span[] => {
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    return lines.map((line): Span => JSON.parse(line)).filter((span) => span.kind === kind);
  };
  await expect.poll(() => spans().length).toBeGreaterThanOrEqual(count);
  return spans();
}

test("a request is a span of its caller's trace, named by its route, and its statements are parts of it", async () => {
  expect((await call(`/v1/tokens/${id}`)).status).toBe(200);
  const [span] = await spansOf(SERVER, 1);
  expect(span).toMatchObject({
    name: "GET /v1/tokens/{id}",
    attributes: {
      "http.request.method": "GET",
      "http.route": "/v1/tokens/{id}",
      "http.response.status_code": 200,
    },
    parent: { traceId: TRACE_ID },
  });
  const statements = await spansOf(CLIENT, 1);
  expect(statements.map(({ name }) => name)).toContain("SELECT");
  for (const { parent, attributes } of statements) {
    expect(parent?.spanId).toBe(span?.spanId);
    expect(attributes["db.operation.name"]).toMatch(/^[A-Z]+$/);
  }
});

test("checks are spans, too, by whatever way they come in", async () => {
  const body = JSON.stringify({ token: value });
  const headers = { "content-type": "application/json" };
  const check = () => call("/v1/verify", { method: "POST", headers, body });
  await check();
  // This one is answered before the framework.
  expect((await check()).status).toBe(200);
  expect((await call("/auth/nginx", { headers: { authorization: "Bearer nothing" } })).status).toBe(401);
  const spans = await spansOf(SERVER, 3);
  expect(spans.map(({ name, attributes }) => [name, attributes["http.response.status_code"]])).toEqual([
    ["POST /v1/verify", 200],
    ["POST /v1/verify", 200],
    ["GET /auth/nginx", 401],
  ]);
});

test("no value, person or id stands in a span", async () => {
  await call("/v1/me");
  await call(`/v1/tokens/${id}`);
  await spansOf(SERVER, 2);
  const told = readFileSync(file, "utf8");
  for (const secret of [value, id, OWNER.email]) expect(told).not.toContain(secret);
});

test.each([
  ["says nothing of it", {}, false],
  ["says so where somebody has loaded an SDK", { OF_AN_SDK: "1" }, true],
])("without OpenTelemetry beside it a server works, and %s", async (_, env, warns) => {
  const own = await createDatabase();
  const flags = ["--import", join(import.meta.dirname, "without-opentelemetry.ts")];
  const alone = await startServer({
    folder: join(folder, `without ${warns}`),
    env: { TOKENHOUSE_DATABASE_URL: own.url, ...AS_OWNER, ...env },
    flags,
  });
  const made = await createClient({ url: alone.url, basic: { ...OWNER } }).createToken({
    body: { lifetimeDays: 1 },
  });
  const headers = { authorization: `Bearer ${made.value}`, traceparent: CALLER };
  for (const path of ["/v1/me", "/auth/nginx"])
    expect((await fetch(alone.url + path, { headers })).status).toBe(200);
  expect(await alone.end("SIGTERM")).toBe(0);
  expect(alone.output().includes("install @opentelemetry/api")).toBe(warns);
  await own.remove();
});
