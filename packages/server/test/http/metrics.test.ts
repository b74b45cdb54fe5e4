import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "@tokenhouse/sdk/client";
import { AS_OWNER, OWNER } from "../../../../e2e/harness/server.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import type { RunningServer } from "../../src/main.ts";
import { start } from "../../src/main.ts";
import { createDatabase } from "../storage/databases.ts";

const TOKEN = "for-Prometheus-alone";

let database: Awaited<ReturnType<typeof createDatabase>>;
let server: RunningServer;

async function startWith(env: Record<string, string>): Promise<RunningServer> {
  const all = { TOKENHOUSE_PORT: "0", TOKENHOUSE_DATABASE_URL: database.url, ...AS_OWNER, ...env };
  return start(readConfig(all).config, createLog("silent"));
}

beforeAll(async () => {
  database = await createDatabase();
  server = await startWith({ TOKENHOUSE_METRICS_TOKEN: TOKEN });
});
afterAll(async () => {
  await server.stop();
  await database.remove();
});

const ask = (headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }, method = "GET") =>
  fetch(`${server.url}/metrics`, { headers, method });

/** The samples by their names and labels, the latter in the order of the alphabet. */
async function readMetrics(): Promise<Map<string, number>> {
  const lines = (await (await ask()).text()).split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [, name = "", labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const sorted = labels
        .split(/,(?=\w+=")/)
        .toSorted()
        .join(",");
      return [labels ? `${name}{${sorted}}` : name, Number(value)];
    }),
  );
}

test("metrics are read by whoever shows their token, and by nobody else", async () => {
  const good = await ask();
  expect(good.status).toBe(200);
  expect(good.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect((await ask(undefined, "HEAD")).status).toBe(200);
  for (const headers of [
    {},
    { authorization: "Bearer something-else" },
    { authorization: `Basic ${TOKEN}` },
  ]) {
    const refused = await ask(headers);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(await refused.text()).not.toContain("tokenhouse_");
  }
  expect((await ask(undefined, "POST")).status).toBe(405);
});

describe("what happens is counted", () => {
  const client = () => createClient({ url: server.url, basic: { ...OWNER } });

  test("checks by what came of them, sign-ins, events of tokens, receipts, requests by their route", async () => {
    const before = await readMetrics();
    const { value, token } = await client().createToken({ body: { name: "counted", lifetimeDays: 5 } });
    const asker = createClient({ url: server.url, token: value });
    expect((await asker.verifyToken({ body: { token: value } })).valid).toBe(true);
    const unknown = `${value.slice(0, -1)}${value.endsWith("a") ? "b" : "a"}`;
    expect((await asker.verifyToken({ body: { token: unknown } })).code).toBe("malformed");
    const stranger = createClient({ url: server.url, basic: { ...OWNER, password: "not the password" } });
    await expect(stranger.createToken({ body: { name: "x", lifetimeDays: 5 } })).rejects.toThrow("wrong");
    await asker.revokeToken({ params: { id: token.id }, body: {} });
    await fetch(`${server.url}/${token.id}`);
    const after = await readMetrics();
    const grown = (sample: string) => (after.get(sample) ?? 0) - (before.get(sample) ?? 0);
    expect(grown('tokenhouse_verify_total{profile="verify",reason="valid",result="valid"}')).toBe(1);
    expect(grown('tokenhouse_verify_total{profile="verify",reason="malformed",result="invalid"}')).toBe(1);
    expect(grown('tokenhouse_verify_duration_seconds_count{profile="verify"}')).toBe(2);
    expect(grown('tokenhouse_login_total{method="password",result="succeeded"}')).toBe(1);
    expect(grown('tokenhouse_login_total{method="password",result="refused"}')).toBe(1);
    expect(grown('tokenhouse_token_events_total{event="created"}')).toBe(1);
    expect(grown('tokenhouse_token_events_total{event="revoked"}')).toBe(1);
    expect(grown("tokenhouse_receipt_duration_seconds_count")).toBeGreaterThanOrEqual(1);
    expect(grown('tokenhouse_db_query_duration_seconds_count{statement="select"}')).toBeGreaterThan(0);
    const created = 'http_request_method="POST",http_response_status_code="201",http_route="/v1/tokens"';
    expect(grown(`http_server_request_duration_seconds_count{${created}}`)).toBe(1);
    const told = await (await ask()).text();
    expect(told).toContain('http_route="/v1/tokens/{id}/revoke"');
    for (const secret of [value, token.id, token.hint, OWNER.email]) expect(told).not.toContain(secret);
  });

  test("every token of the installation, by its state and how soon it expires", async () => {
    await server.stop();
    await database.remove();
    database = await createDatabase();
    server = await startWith({ TOKENHOUSE_METRICS_TOKEN: TOKEN });
    const lifetimes = { one: 1, week: 6, month: 20, later: 80, gone: 80 };
    const made = [];
    for (const [name, lifetimeDays] of Object.entries(lifetimes)) {
      made.push(await client().createToken({ body: { name, lifetimeDays } }));
    }
    const [first, id] = [made[0]?.value ?? "", made.at(-1)?.token.id ?? ""];
    await createClient({ url: server.url, token: first }).revokeToken({ params: { id }, body: {} });
    const found = await readMetrics();
    expect(found.get('tokenhouse_token_expiring{type="personal",within="1d"}')).toBe(1);
    expect(found.get('tokenhouse_token_expiring{type="personal",within="7d"}')).toBe(2);
    expect(found.get('tokenhouse_token_expiring{type="personal",within="30d"}')).toBe(3);
    expect(found.get('tokenhouse_tokens{state="active",type="personal"}')).toBe(4);
    expect(found.get('tokenhouse_tokens{state="revoked",type="personal"}')).toBe(1);
    expect(found.get('tokenhouse_tokens{state="active",type="service"}')).toBe(0);
    expect(found.get("tokenhouse_in_force")).toBe(1);
    expect(found.get("tokenhouse_revision")).toBeGreaterThan(0);
  });
});
