import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClient } from "@tokenhouse/sdk/client";
import { generateToken } from "../../../e2e/harness/api.ts";
import type { RunningProcess } from "../../../e2e/harness/process.ts";
import { startProcess } from "../../../e2e/harness/process.ts";
import type { RunningServer } from "../../../e2e/harness/server.ts";
import { startServer } from "../../../e2e/harness/server.ts";

const SERVER = "examples/fastify-api/server.ts";

let tokenhouse: RunningServer;
let example: RunningProcess;
let url: string;

beforeAll(async () => {
  tokenhouse = await startServer();
  const { value } = await generateToken(tokenhouse.url, { name: "orders API", scopes: ["tokens:verify"] });
  const env = { PORT: "0", TOKENHOUSE_URL: tokenhouse.url, TOKENHOUSE_TOKEN: value };
  example = startProcess(SERVER, [], env);
  [, url = ""] = await example.waitFor(/ready: (\S+)$/m);
});

afterAll(async () => {
  await example.stop("SIGKILL");
  await tokenhouse.stop();
});

/** Calls the example as its callers do. */
async function call(value?: string, order?: object) {
  const response = await fetch(`${url}/orders`, {
    method: order ? "POST" : "GET",
    headers: {
      ...(value !== undefined && { authorization: `Bearer ${value}` }),
      "content-type": "application/json",
    },
    body: order ? JSON.stringify(order) : null,
  });
  const body: unknown = await response.json();
  return { status: response.status, challenge: response.headers.get("www-authenticate"), body };
}

it("asks for a token before it looks at an order", async () => {
  const refused = { status: 401, challenge: "Bearer", body: { code: "authentication_required" } };
  expect(await call()).toMatchObject(refused);
  expect(await call(undefined, { item: 7 })).toMatchObject(refused);
});

it("names the scope that a token lacks", async () => {
  const { value } = await generateToken(tokenhouse.url, { name: "reader", scopes: ["orders:read"] });
  expect(await call(value, { item: "chair", quantity: 1 })).toMatchObject({
    status: 403,
    challenge: 'Bearer error="insufficient_scope", scope="orders:write"',
  });
});

it("takes and shows an order with whose it is, refuses what is none, and a revoked token at once", async () => {
  const { value: owner } = await generateToken(tokenhouse.url, { name: "owner" });
  const scopes = ["orders:read", "orders:write"];
  const { value, token } = await generateToken(tokenhouse.url, { name: "shop", scopes });
  const order = { item: "chair", quantity: 2, placedBy: token.holder.name };
  expect(await call(value, { item: "chair", quantity: 2 })).toMatchObject({ status: 201, body: order });
  expect(await call(value, { item: " ", quantity: 2 })).toMatchObject({ status: 400 });
  expect(await call(value)).toMatchObject({ status: 200, body: [order] });
  const client = createClient({ url: tokenhouse.url, token: owner });
  await client.revokeToken({ params: { id: token.id }, body: {} });
  expect(await call(value)).toMatchObject({ status: 401, body: { code: "invalid_token" } });
});

it("does not start without its settings, and says so in one line", async () => {
  const unset = startProcess(SERVER, []);
  expect(await unset.exited).toBe(1);
  expect(unset.output()).toMatch(/^The orders API cannot start: set TOKENHOUSE_URL, .*\n$/);
});

it("ends with 0 on SIGTERM", async () => {
  expect(await example.stop("SIGTERM")).toBe(0);
});

it("the README shows the code that runs, line by line", () => {
  const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
  const [, shown = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(read("README.md")) ?? [];
  const lines = shown.split("\n").filter((line) => line !== "");
  expect(lines).toHaveLength(5);
  const running = read("server.ts").split("\n");
  expect(lines.filter((line) => !running.includes(line))).toEqual([]);
});
