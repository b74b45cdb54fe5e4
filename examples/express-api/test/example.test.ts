import { readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createClient } from "@tokenhouse/sdk/client";
import type { Generated } from "../../../e2e/harness/api.ts";
import { generateToken } from "../../../e2e/harness/api.ts";
import type { RunningProcess } from "../../../e2e/harness/process.ts";
import { formsFound } from "../../../e2e/harness/canary.ts";
import { startProcess } from "../../../e2e/harness/process.ts";
import type { RunningServer } from "../../../e2e/harness/server.ts";
import { AS_OWNER, makeFolder, startServer } from "../../../e2e/harness/server.ts";
import { answer, freshToken, startStandIn, VALID } from "../../../packages/sdk/test/stand-in.ts";

const VERSIONS = ["/v1/orders", "/v2/orders"];

let tokenhouse: RunningServer;
let verifier: Generated;
let example: RunningProcess;
let url: string;

function launch(env: Record<string, string>): RunningProcess {
  return startProcess("examples/express-api/server.ts", [], { PORT: "0", ...env });
}

/** For one test: it is stopped with it, however the test ends. */
function startExample(env: Record<string, string>): RunningProcess {
  const example = launch(env);
  onTestFinished(() => void example.stop("SIGKILL"));
  return example;
}

function readyUrl(example: RunningProcess): Promise<string> {
  return example.waitFor(/ready: (\S+)$/m).then(([, url = ""]) => url);
}

function read(file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
}

/** Calls the example as its callers do. */
async function call(address: string, value?: string, order?: object) {
  const response = await fetch(address, {
    method: order ? "POST" : "GET",
    headers: {
      ...(value !== undefined && { authorization: `Bearer ${value}` }),
      "content-type": "application/json",
    },
    body: order ? JSON.stringify(order) : null,
  });
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate"),
    body: await response.json(),
  };
}

async function statuses(value?: string): Promise<number[]> {
  const answers = await Promise.all(VERSIONS.map((path) => call(url + path, value)));
  return answers.map(({ status }) => status);
}

beforeAll(async () => {
  tokenhouse = await startServer();
  verifier = await generateToken(tokenhouse.url, { name: "orders API", scopes: ["tokens:verify"] });
  example = launch({ TOKENHOUSE_URL: tokenhouse.url, TOKENHOUSE_TOKEN: verifier.value });
  url = await readyUrl(example);
});

afterAll(async () => {
  await example.stop();
  await tokenhouse.stop();
});

describe("the example API", () => {
  it("asks for a token on both versions", async () => {
    for (const path of VERSIONS) {
      expect(await call(url + path)).toMatchObject({
        status: 401,
        challenge: "Bearer",
        body: { code: "authentication_required" },
      });
    }
  });

  it("names the scope that a token lacks", async () => {
    const { value } = await generateToken(tokenhouse.url, { name: "reader", scopes: ["orders:read"] });
    for (const path of VERSIONS) {
      expect(await call(url + path, value, { item: "chair", quantity: 1 })).toMatchObject({
        status: 403,
        challenge: 'Bearer error="insufficient_scope", scope="orders:write"',
        body: { code: "insufficient_scope" },
      });
    }
  });

  it("takes and shows orders with one token on both versions, each in its shape", async () => {
    const scopes = ["orders:read", "orders:write"];
    const { value, token } = await generateToken(tokenhouse.url, { name: "shop", scopes });
    const chair = { id: 1, item: "chair", quantity: 2 };
    const table = { id: 2, item: "table", quantity: 1 };
    const placedBy = token.holder.name;
    expect(await call(`${url}/v1/orders`, value, { item: "chair", quantity: 2 })).toMatchObject({
      status: 201,
      body: chair,
    });
    expect(await call(`${url}/v2/orders`, value, { item: "table", quantity: 1 })).toMatchObject({
      status: 201,
      body: { order: { ...table, placedBy } },
    });
    expect((await call(`${url}/v1/orders`, value)).body).toEqual([chair, table]);
    expect((await call(`${url}/v2/orders`, value)).body).toEqual({
      items: [
        { ...chair, placedBy },
        { ...table, placedBy },
      ],
      total: 2,
    });
  });

  it.each([{}, { item: " ", quantity: 1 }, { item: "chair", quantity: 0 }, { item: "chair", quantity: "2" }])(
    "refuses %j as an order",
    async (order) => {
      const { value } = await generateToken(tokenhouse.url, {
        name: `writer ${JSON.stringify(order)}`,
        scopes: ["orders:write"],
      });
      for (const path of VERSIONS)
        expect(await call(url + path, value, order)).toMatchObject({ status: 400 });
    },
  );

  it("refuses a revoked token on the very next request, and takes it again once restored", async () => {
    const owner = await generateToken(tokenhouse.url, { name: "owner" });
    const client = createClient({ url: tokenhouse.url, token: owner.value });
    const { value, token } = await generateToken(tokenhouse.url, { name: "ci", scopes: ["orders:read"] });
    expect(await statuses(value)).toEqual([200, 200]);
    await client.revokeToken({ params: { id: token.id }, body: {} });
    expect(await statuses(value)).toEqual([401, 401]);
    await client.restoreToken({ params: { id: token.id } });
    expect(await statuses(value)).toEqual([200, 200]);
    await client.deleteToken({ params: { id: token.id } });
    expect(await statuses(value)).toEqual([401, 401]);
  });

  it("answers from memory for one lease while Tokenhouse is down, then 503 and never 401, and 200 once it is back", async () => {
    const folder = makeFolder();
    const first = await startServer({ folder, env: { ...AS_OWNER, TOKENHOUSE_LEASE_SECONDS: "1" } });
    const { value: key } = await generateToken(first.url, { name: "orders API", scopes: ["tokens:verify"] });
    const { value } = await generateToken(first.url, { name: "ci", scopes: ["orders:read"] });
    const example = startExample({ TOKENHOUSE_URL: first.url, TOKENHOUSE_TOKEN: key });
    const base = await readyUrl(example);
    const { value: unseen } = await generateToken(first.url, { name: "new", scopes: ["orders:read"] });
    expect((await call(`${base}/v1/orders`, value)).status).toBe(200);

    await first.stop("SIGKILL");
    const unavailable = { status: 503, challenge: null, body: { code: "unavailable" } };
    expect(await call(`${base}/v1/orders`, unseen)).toMatchObject(unavailable);
    const statuses = new Set<number>();
    const ask = async () => {
      const answer = await call(`${base}/v1/orders`, value);
      statuses.add(answer.status);
      return answer;
    };
    await expect.poll(ask).toMatchObject(unavailable);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    await example.waitFor(/TokenhouseWarning: No answer from/);

    const second = await startServer({ folder, env: { TOKENHOUSE_PORT: new URL(first.url).port } });
    expect((await call(`${base}/v1/orders`, value)).status).toBe(200);
    await second.stop();
    rmSync(folder, { recursive: true });
  });
});

describe("the example's process", () => {
  it.each([
    ["the settings are missing", {}, "set TOKENHOUSE_URL, and TOKENHOUSE_TOKEN"],
    [
      "Tokenhouse cannot be reached",
      { TOKENHOUSE_URL: "http://127.0.0.1:1", TOKENHOUSE_TOKEN: "x" },
      "No answer from http://127.0.0.1:1",
    ],
    [
      "the address is none",
      { TOKENHOUSE_URL: "localhost:4980", TOKENHOUSE_TOKEN: "x" },
      "«localhost:4980» does not",
    ],
  ])("does not start and says why in one line when %s", async (_, env, reason) => {
    const example = startExample(env);
    expect(await example.exited).toBe(1);
    expect(example.output()).toMatch(/^The orders API cannot start: .*\n$/);
    expect(example.output()).toContain(reason);
  });

  it("does not start with a token that may not check tokens", async () => {
    const { value } = await generateToken(tokenhouse.url, { name: "weak", scopes: ["orders:read"] });
    const example = startExample({ TOKENHOUSE_URL: tokenhouse.url, TOKENHOUSE_TOKEN: value });
    expect(await example.exited).toBe(1);
    expect(example.output()).toMatch(/^The orders API cannot start: .*tokens:verify.*\n$/);
    expect(formsFound(value, example.output())).toEqual([]);
  });

  it("answers the open requests on SIGTERM, takes no new ones, and ends with 0", async () => {
    const standIn = await startStandIn();
    const example = startExample({ TOKENHOUSE_URL: standIn.url, TOKENHOUSE_TOKEN: freshToken() });
    const base = await readyUrl(example);
    const held: (() => void)[] = [];
    standIn.reply = (response) => held.push(() => answer(200, VALID)(response));
    const open = call(`${base}/v1/orders`, freshToken());
    await expect.poll(() => held.length).toBe(1);

    const exitCode = example.stop("SIGTERM");
    await expect.poll(() => isListening(base)).toBe(false);
    held[0]?.();
    expect(await open).toMatchObject({ status: 200 });
    expect(await exitCode).toBe(0);
  });
});

function isListening(base: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(base).port), "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false)).on("connect", () => socket.destroy());
  });
}

it("the example's README shows the code that runs, line by line", () => {
  const [, shown = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(read("README.md")) ?? [];
  const lines = shown.split("\n").filter((line) => line !== "");
  expect(lines).toHaveLength(5);
  const running = read("server.ts").split("\n");
  expect(lines.filter((line) => !running.includes(line))).toEqual([]);
});
