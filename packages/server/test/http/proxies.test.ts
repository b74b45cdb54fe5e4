import { METHODS } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IDENTITY_HEADERS } from "../../src/contract/proxies.ts";
import type { Installation, Minted, Person } from "../fixture.ts";
import {
  addMember,
  addProject,
  addServiceAccount,
  mint,
  NOON,
  signIn,
  startInstallation,
} from "../fixture.ts";
import type { Answered, Asking } from "./ask-proxy.ts";
import { ALL, askProxy, codeOf } from "./ask-proxy.ts";

let installation: Installation;
let owner: Person;
let reader: Minted;

beforeAll(async () => {
  installation = await startInstallation({ trustProxy: ["127.0.0.1"] });
  const projectId = await addProject(installation.service, "main");
  owner = await addMember(installation.service, projectId, { email: "owner@example.com", role: "owner" });
  reader = await mint(installation, { basic: owner.basic }, { name: "reader", scopes: ["orders:read"] });
});
afterAll(() => installation.stop());

function ask(path: string, asking?: Asking): Promise<Answered> {
  return askProxy(installation.url + path, asking);
}

describe.each(ALL)("at %s", (address) => {
  test("a good token is let through and told whole, every declared header of both families", async () => {
    const answer = await ask(address, { value: reader.value });
    expect(answer).toMatchObject({
      status: 200,
      text: "",
      headers: {
        "cache-control": "no-store",
        "x-auth-request-user": owner.id,
        "x-auth-request-name": "owner@example.com",
        "x-auth-request-email": "owner@example.com",
        "x-auth-request-groups": "owner",
        "x-auth-request-scopes": "orders:read",
        "x-auth-request-token-id": reader.id,
        "x-auth-request-project": "main",
        "remote-user": owner.id,
        "remote-name": "owner@example.com",
        "remote-email": "owner@example.com",
        "remote-groups": "owner",
      },
    });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    for (const name of Object.keys(IDENTITY_HEADERS)) expect(answer.rawHeaders).toContain(name);
  });

  test("a service account's token sets every header, too, the unknown ones empty", async () => {
    const session = await signIn(installation, owner);
    const serviceAccount = await addServiceAccount(installation, session, {
      name: `ci ${address}`,
      role: "member",
    });
    const { value } = await mint(installation, session, { serviceAccount });
    const { headers } = await ask(address, { value });
    expect(headers).toMatchObject({ "x-auth-request-user": serviceAccount, "x-auth-request-email": "" });
    expect(headers["remote-email"]).toBe("");
    expect(headers["x-auth-request-groups"]).toBe("member");
  });

  test("no token is asked for, a dead one is refused, both with the challenge of RFC 6750", async () => {
    const none = await ask(address);
    expect([none.status, none.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    const dead = await ask(address, { value: `${reader.value}x` });
    expect([dead.status, dead.headers["www-authenticate"]]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(codeOf(dead)).toBe("invalid_token");
    for (const answer of [none, dead]) {
      expect(answer.headers).toMatchObject({
        "cache-control": "no-store",
        "x-request-id": expect.any(String),
      });
      expect(Object.keys(answer.headers).filter((name) => /^(?:x-auth-request|remote)-/.test(name))).toEqual(
        [],
      );
    }
  });

  test("scopes are asked for all at once, once or several times, by comma or space", async () => {
    const { value } = await mint(
      installation,
      { basic: owner.basic },
      { scopes: ["orders:*", "stock:read"] },
    );
    const both = [
      "scope=orders:read,stock:read",
      "scope=orders:read+stock:read",
      "scope=orders:read&scope=stock:read",
    ];
    for (const query of both) {
      expect((await ask(`${address}?${query}`, { value })).status, query).toBe(200);
      const answer = await ask(`${address}?${query}`, { value: reader.value });
      expect([answer.status, codeOf(answer)], query).toEqual([403, "insufficient_scope"]);
      expect(answer.headers["www-authenticate"]).toBe(
        'Bearer error="insufficient_scope", scope="orders:read stock:read"',
      );
    }
  });

  test("a token of another project is as unknown as any", async () => {
    expect((await ask(`${address}?project=main`, { value: reader.value })).status).toBe(200);
    const unknown = await ask(address, { value: "thp_nothing" });
    for (const query of ["project=other", "project=other&scope=orders:write"]) {
      const foreign = await ask(`${address}?${query}`, { value: reader.value });
      expect(foreign.headers["www-authenticate"]).toBe(unknown.headers["www-authenticate"]);
      expect({ ...JSON.parse(foreign.text), requestId: "" }).toEqual({
        ...JSON.parse(unknown.text),
        requestId: "",
      });
    }
  });

  test.each(["scope=", "scope=orders", "scope=orders:read,", "project=", "project=a&project=b"])(
    "a slip in the configuration lets nobody through: %s (B-22)",
    async (query) => {
      const answer = await ask(`${address}?${query}`, { value: reader.value });
      expect(codeOf(answer)).toBe("invalid_request");
      expect(answer.status).toBe(address === "/auth/nginx" ? 403 : 400);
    },
  );

  test("any method that HTTP knows is answered alike, without a look at the body or what it says it is", async () => {
    for (const method of METHODS.filter((one) => one !== "CONNECT")) {
      for (const type of ["application/json", "text/xml; charset=nonsense", ""]) {
        const headers = { "content-type": type, "content-length": "0" };
        expect((await ask(address, { value: reader.value, method, headers })).status, method).toBe(200);
      }
      expect((await ask(address, { method })).status, method).toBe(401);
    }
    const body = "{".repeat(200_000);
    const headers = { "content-type": "application/json" };
    expect((await ask(address, { value: reader.value, method: "POST", headers, body })).status).toBe(200);
  });

  test("two credentials are none, nor is one in the original address (B-5, B-7)", async () => {
    const { value } = reader;
    const status = address === "/auth/nginx" ? 401 : 400;
    const twice = await ask(address, { headers: { authorization: [`Bearer ${value}`, `Bearer ${value}`] } });
    const session = await ask(address, { value, headers: { cookie: "tokenhouse_session=x" } });
    for (const answer of [twice, session]) {
      expect([answer.status, codeOf(answer)]).toEqual([status, "invalid_request"]);
      expect(answer.headers["www-authenticate"]).toBe('Bearer error="invalid_request"');
    }
    expect((await ask(address, { headers: { cookie: "tokenhouse_session=x" } })).status).toBe(401);
    expect((await ask(address, { headers: { authorization: "Basic b3duZXI6eA==" } })).status).toBe(401);
  });

  test("the caller's address is the one that the trusted proxy tells", async () => {
    const { value } = await mint(installation, { basic: owner.basic }, { ipAllowList: ["203.0.113.0/24"] });
    const from = async (chain: string) => ask(address, { value, headers: { "x-forwarded-for": chain } });
    expect((await from("203.0.113.7")).status).toBe(200);
    expect((await from("203.0.113.7, 198.51.100.1")).status).toBe(401);
    expect((await ask(address, { value })).status).toBe(401);
  });

  test("a refused token is named in the log with the reason, an allowed request is not", async () => {
    const before = installation.logLines.length;
    const headers = { "x-request-id": "asked-4711" };
    await ask(`${address}?scope=orders:write`, { value: reader.value, headers });
    await ask(address, { value: reader.value });
    const lines = installation.logLines.slice(before).map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        msg: "token refused",
        reqId: "asked-4711",
        code: "insufficient_scope",
        tokenId: reader.id,
        ip: "127.0.0.1",
      },
    ]);
    expect(lines[0].denialId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a request that is let through counts as a use, a refused one does not", async () => {
    const { call, flush, clock } = installation;
    const session = await signIn(installation, owner);
    const { value, id } = await mint(installation, session, { scopes: ["orders:read"] });
    const lastUse = async () => {
      await flush();
      const { lastUsedAt, lastUsedIp } = (await call("getToken", session, { id })).body;
      return [lastUsedAt, lastUsedIp];
    };
    await ask(`${address}?scope=orders:write`, { value });
    expect(await lastUse()).toEqual([null, null]);
    await ask(address, { value, headers: { "x-forwarded-for": "203.0.113.7" } });
    expect(await lastUse()).toEqual([new Date(clock.nowMs).toISOString(), "203.0.113.7"]);
  });

  test("a token is refused on the very question after its revocation", async () => {
    const session = await signIn(installation, owner);
    const { value, id } = await mint(installation, session);
    expect((await ask(address, { value })).status).toBe(200);
    await installation.call("revokeToken", session, { id });
    expect((await ask(address, { value })).status).toBe(401);
    await installation.call("restoreToken", session, { id });
    expect((await ask(address, { value })).status).toBe(200);
    installation.clock.nowMs = NOON + 366 * 86_400_000;
    expect((await ask(address, { value })).status).toBe(401);
    installation.clock.nowMs = NOON;
  });

  test("identity that a caller claims comes back from nowhere", async () => {
    const names = [...Object.keys(IDENTITY_HEADERS), "X-Forwarded-User", "X_Auth_Request_User"];
    const headers = Object.fromEntries(names.map((name) => [name, "root"]));
    const answer = await ask(address, { value: reader.value, headers });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.rawHeaders)).not.toContain("root");
  });
});
