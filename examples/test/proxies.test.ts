import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import { request } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "../../e2e/harness/api.ts";
import { generateToken } from "../../e2e/harness/api.ts";
import type { RunningServer } from "../../e2e/harness/server.ts";
import { leaksIn } from "../../e2e/harness/canary.ts";
import { AS_OWNER, startServer } from "../../e2e/harness/server.ts";
import { createClient } from "@tokenhouse/sdk/client";
import type { RunningProxy } from "./harness/proxy.ts";
import { PROXY_NAMES, startProxy } from "./harness/proxy.ts";
import type { Upstream } from "./harness/upstream.ts";
import { sha256, startUpstream } from "./harness/upstream.ts";

/* The configurations of examples/, as they are, in front of an API that trusts whatever reaches it. */

let tokenhouse: RunningServer;
let api: Upstream;
let reader: Generated;

beforeAll(async () => {
  tokenhouse = await startServer({ env: { ...AS_OWNER, TOKENHOUSE_TRUST_PROXY: "127.0.0.1" } });
  api = await startUpstream();
  reader = await generateToken(tokenhouse.url, { name: "reader", scopes: ["orders:read"] });
});
afterAll(async () => {
  await api.stop();
  await tokenhouse.stop();
});

interface Call extends Pick<RequestOptions, "localAddress"> {
  value?: string;
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: Buffer;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** What reached the API because of this call. */
  arrived: Upstream["arrived"];
}

/** Calls the API through a proxy. */
async function call(
  port: number,
  { value, body, path = "/v1/orders?page=2", ...options }: Call = {},
): Promise<Answer> {
  const before = api.arrived.length;
  const asking = request({
    ...options,
    host: "127.0.0.1",
    port,
    path,
    agent: false,
    headers: { ...(value !== undefined && { authorization: `Bearer ${value}` }), ...options.headers },
  });
  asking.end(body);
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  const text = await textOf(response);
  const { statusCode: status = 0, headers } = response;
  return { status, headers, text, arrived: api.arrived.slice(before) };
}

describe.each(PROXY_NAMES)("behind %s", (name) => {
  let proxy: RunningProxy;

  beforeAll(async () => {
    proxy = await startProxy(name, { tokenhouse: Number(new URL(tokenhouse.url).port), api: api.port });
  });
  afterAll(() => proxy.stop());

  test("a caller with a good token reaches the API, which is told who calls and never sees the token", async () => {
    const { status, headers, arrived } = await call(proxy.port, { value: reader.value });
    expect([status, headers["x-api"]]).toEqual([201, "reached"]);
    expect(arrived).toHaveLength(1);
    expect(arrived[0]).toMatchObject({
      method: "GET",
      url: "/v1/orders?page=2",
      headers: {
        "x-auth-request-user": reader.token.holder.id,
        "x-auth-request-email": "owner@example.com",
        "x-auth-request-groups": "owner",
        "x-auth-request-scopes": "orders:read",
        "x-auth-request-token-id": reader.token.id,
        "x-auth-request-project": "default",
      },
    });
    expect(arrived[0]?.names).not.toContain("authorization");
    expect(JSON.stringify(arrived[0])).not.toContain(reader.value.slice(17));
  });

  test("without a token nobody reaches it, and the answer says how to", async () => {
    for (const method of ["GET", "HEAD", "POST", "DELETE", "OPTIONS"]) {
      const { status, headers, arrived } = await call(proxy.port, { method });
      expect([status, headers["www-authenticate"], arrived], method).toEqual([401, "Bearer", []]);
    }
  });

  test("a dead token is refused with its challenge", async () => {
    const { status, headers, arrived } = await call(proxy.port, { value: `${reader.value}x` });
    expect([status, headers["www-authenticate"], arrived]).toEqual([401, 'Bearer error="invalid_token"', []]);
  });

  test("a token without the scope is refused with the scope named", async () => {
    const { value } = await generateToken(tokenhouse.url, { name: `stock ${name}`, scopes: ["stock:read"] });
    const { status, headers, text, arrived } = await call(proxy.port, { value });
    expect([status, arrived]).toEqual([403, []]);
    expect(headers["www-authenticate"]).toBe('Bearer error="insufficient_scope", scope="orders:read"');
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(text)).toMatchObject({ status: 403, code: "insufficient_scope" });
  });

  test("two credentials are refused, whichever of them is good", async () => {
    const authorization = [`Bearer ${reader.value}`, "Bearer thp_nothing"];
    for (const order of [authorization, authorization.toReversed()]) {
      const { status, arrived } = await call(proxy.port, { headers: { authorization: order } });
      expect([400, 401]).toContain(status);
      expect(arrived).toEqual([]);
    }
  });

  test("a token in the address is refused, also beside a good one in its place", async () => {
    const path = `/v1/orders?access_token=${reader.value}`;
    const { status, arrived } = await call(proxy.port, { value: reader.value, path });
    expect([400, 401]).toContain(status);
    expect(arrived).toEqual([]);
  });

  test("identity that a caller claims is replaced or gone, however its name is written", async () => {
    const names = ["User", "Name", "Email", "Groups", "Scopes", "Token-Id", "Project", "Preferred-Username"];
    const others =
      "X_Auth-Request-User X-Auth_Request_User X-Forwarded-User X_Forwarded_User Remote-User Remote_User";
    const claimed = [
      ...names.flatMap((last) => [`X-Auth-Request-${last}`, `x-auth-request-${last.toLowerCase()}`]),
      ...names.map((last) => `X_Auth_Request_${last.replace("-", "_")}`),
      ...["Groups", "Email", "Name"].flatMap((last) => [`Remote-${last}`, `Remote_${last}`]),
      ...others.split(" "),
    ];
    const headers = Object.fromEntries(claimed.map((one) => [one, "root"]));
    const { status, arrived } = await call(proxy.port, { value: reader.value, headers });
    expect(status).toBe(201);
    expect(JSON.stringify(arrived)).not.toContain("root");
    expect(arrived[0]?.headers["x-auth-request-user"]).toBe(reader.token.holder.id);
    const told = arrived[0]?.names.filter((one) => one === "x-auth-request-user");
    expect(told).toHaveLength(1);
  });

  test.each(["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])(
    "%s reaches the API as it is",
    async (method) => {
      const { status, arrived } = await call(proxy.port, { value: reader.value, method });
      expect([status, arrived[0]?.method]).toEqual([201, method]);
    },
  );

  test.each([0, 1, 70_000, 5_000_000])("a body of %d bytes arrives whole", async (bytes) => {
    const body = randomBytes(bytes);
    for (const headers of [{ "content-type": "application/json" }, { "transfer-encoding": "chunked" }]) {
      const { status, arrived } = await call(proxy.port, {
        value: reader.value,
        method: "POST",
        headers,
        body,
      });
      expect(status).toBe(201);
      expect(arrived[0]).toMatchObject({ method: "POST", bytes, sha256: sha256(body) });
    }
  });

  test("a token bound to addresses is good from there alone, whatever a caller says of where they are", async () => {
    const ipAllowList = ["127.0.0.2"];
    const { value } = await generateToken(tokenhouse.url, {
      name: `bound ${name}`,
      scopes: ["*"],
      ipAllowList,
    });
    const headers = { "X-Forwarded-For": "127.0.0.2", "X-Real-IP": "127.0.0.2" };
    expect((await call(proxy.port, { value, localAddress: "127.0.0.2" })).status).toBe(201);
    expect((await call(proxy.port, { value, localAddress: "127.0.0.3" })).status).toBe(401);
    expect((await call(proxy.port, { value, localAddress: "127.0.0.3", headers })).status).toBe(401);
    expect((await call(proxy.port, { value, headers })).status).toBe(401);
  });

  test("a revoked token is refused on the very next request", async () => {
    const { value, token } = await generateToken(tokenhouse.url, { name: `revoked ${name}`, scopes: ["*"] });
    expect((await call(proxy.port, { value })).status).toBe(201);
    const client = createClient({ url: tokenhouse.url, token: value });
    await client.revokeToken({ params: { id: token.id }, body: {} });
    expect(await call(proxy.port, { value })).toMatchObject({ status: 401, arrived: [] });
  });

  test("while Tokenhouse is down the door stays shut", async () => {
    const own = await startServer();
    const { value } = await generateToken(own.url, { name: "reader", scopes: ["orders:read"] });
    const before = await startProxy(name, { tokenhouse: Number(new URL(own.url).port), api: api.port });
    expect((await call(before.port, { value })).status).toBe(201);
    await own.stop("SIGKILL");
    for (const method of ["GET", "POST"]) {
      const { status, arrived } = await call(before.port, { value, method });
      expect(status).toBeGreaterThanOrEqual(500);
      expect(arrived).toEqual([]);
    }
    await before.stop();
  });

  test("nothing of a token stands in what the proxy wrote", () => {
    expect(leaksIn([[name, proxy.output()]])).toEqual([]);
  });
});
