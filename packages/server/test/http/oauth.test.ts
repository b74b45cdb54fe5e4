import { createClient } from "@tokenhouse/sdk/client";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

/* What an OAuth client library asks, and what it makes of the answers. */

let team: Installation & Team;
/** A token that may check, as a resource server has it. */
let checker: Minted;
let server: oauth.AuthorizationServer;

const HTTP = { [oauth.allowInsecureRequests]: true };

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
  checker = await mint(team, team.owner.session, { name: "gateway", scopes: ["tokens:verify"] });
  const issuer = new URL(team.url);
  const discovered = await oauth.discoveryRequest(issuer, { ...HTTP, algorithm: "oauth2" });
  server = await oauth.processDiscoveryResponse(issuer, discovered);
});
afterAll(() => team.stop());

async function introspect(
  value: string,
  { by = checker, auth = oauth.ClientSecretBasic(by.value), ...more }: Asking = {},
) {
  const client = { client_id: by.id };
  const asked = await oauth.introspectionRequest(server, client, auth, value, { ...HTTP, ...more });
  return oauth.processIntrospectionResponse(server, client, asked);
}

interface Asking {
  by?: Minted;
  auth?: oauth.ClientAuth;
  additionalParameters?: Record<string, string>;
}

test("a client finds out by itself where to ask and how to authenticate", () => {
  expect(server).toMatchObject({
    issuer: team.url,
    introspection_endpoint: `${team.url}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "Bearer"],
    revocation_endpoint: `${team.url}/oauth/revoke`,
    response_types_supported: [],
    scopes_supported: expect.arrayContaining(["tokens:verify", "audit:read"]),
  });
});

test("a good token is told with its scopes, its holder, its project and its times", async () => {
  const { value, id } = await mint(team, team.member.session, { scopes: ["orders:read", "orders:write"] });
  const seconds = NOON / 1000;
  expect(await introspect(value)).toEqual({
    active: true,
    scope: "orders:read orders:write",
    client_id: id,
    username: team.member.email,
    token_type: "Bearer",
    exp: seconds + 30 * 86_400,
    iat: seconds,
    sub: team.member.id,
    aud: "main",
    iss: team.url,
    jti: id,
  });
});

test("a service token has its account's name, and one that never ends has no exp", async () => {
  await team.call("changeSettings", team.owner.session, { body: { maxLifetimeDays: -1 } });
  const account = await addServiceAccount(team, team.owner.session, { name: "pipeline", role: "member" });
  const { value } = await mint(team, team.owner.session, { serviceAccount: account, lifetimeDays: -1 });
  const claims = await introspect(value);
  expect(claims).toMatchObject({ active: true, username: "pipeline", sub: account, scope: "*" });
  expect(claims).not.toHaveProperty("exp");
});

test("a client authenticates by Basic, in the form, or with its token as Bearer", async () => {
  const { value } = await mint(team, team.owner.session);
  expect(await introspect(value, { auth: oauth.ClientSecretPost(checker.value) })).toHaveProperty("jti");
  const bearer: oauth.ClientAuth = (_as, _client, _body, headers) =>
    headers.set("authorization", `Bearer ${checker.value}`);
  expect(await introspect(value, { auth: bearer })).toHaveProperty("jti");
  const named: oauth.ClientAuth = (_as, client, body, headers) => {
    body.set("client_id", client.client_id);
    headers.set("authorization", `Bearer ${checker.value}`);
  };
  expect(await introspect(value, { auth: named })).toHaveProperty("jti");
});

test("of whatever is no good, and of another project's tokens, it is told that and nothing else", async () => {
  const { session } = team.owner;
  const revoked = await mint(team, session);
  await team.call("revokeToken", session, { id: revoked.id });
  const expired = await mint(team, session, { lifetimeDays: 1 });
  const foreign = await mint(team, (await addTeam(team, "elsewhere")).owner.session);
  const bound = await mint(team, session, { ipAllowList: ["10.0.0.0/8"] });
  team.clock.nowMs = NOON + 86_400_000;
  const values = [
    revoked.value,
    expired.value,
    foreign.value,
    bound.value,
    `${checker.value}x`,
    checker.id,
    "thp_nothing",
    "a\0b",
    "x".repeat(60_000),
    "💥",
  ];
  for (const value of values) {
    expect(await introspect(value), value.slice(0, 20)).toEqual({ active: false });
  }
  team.clock.nowMs = NOON;
});

test("a token that is bound to addresses is judged by the one that the client names", async () => {
  const { value } = await mint(team, team.owner.session, { ipAllowList: ["10.0.0.0/8"] });
  const from = (ip: string) => introspect(value, { additionalParameters: { ip } });
  expect(await from("10.1.2.3")).toMatchObject({ active: true });
  expect(await from("11.1.2.3")).toEqual({ active: false });
});

test("a value that rotation has replaced ends with its overlap", async () => {
  const { value, id } = await mint(team, team.owner.session);
  const overlap = { id, body: { overlapSeconds: 60 } };
  const rotated = await team.call("rotateToken", team.owner.session, overlap);
  expect(await introspect(value)).toMatchObject({ exp: NOON / 1000 + 60 });
  expect(await introspect(String(rotated.body.value))).toMatchObject({ exp: NOON / 1000 + 30 * 86_400 });
});

test("an introspection that finds a token good counts as its use", async () => {
  const { value, id } = await mint(team, team.owner.session);
  await introspect(value, { additionalParameters: { ip: "2001:db8::9" } });
  const { body } = await team.call("getTokenUsage", team.owner.session, { id });
  expect(body).toMatchObject({ total: 1, addresses: [{ ip: "2001:db8::9", uses: 1 }] });
});

test("a client that is none is refused as RFC 6749 §5.2 has it, whichever half is wrong", async () => {
  const other = await mint(team, team.owner.session);
  const asked = { body: { token: other.value } };
  const attempts: Credentials[] = [
    {},
    { basic: [other.id, checker.value] },
    { basic: [checker.id, "no value of a token"] },
    { basic: ["%zz", checker.value] },
    { basic: [team.owner.email, team.owner.basic[1]] },
  ];
  const replies = [
    ...(await Promise.all(attempts.map((by) => team.call("introspectToken", by, asked)))),
    ...(await Promise.all(
      [
        { client_id: other.id, client_secret: checker.value },
        { client_secret: checker.value },
        { client_id: checker.id },
      ].map((client) => team.call("introspectToken", {}, { body: { ...asked.body, ...client } })),
    )),
  ];
  for (const { status, headers, body } of replies) {
    expect([status, body.error]).toEqual([401, "invalid_client"]);
    expect(headers.get("www-authenticate")).toMatch(/^Basic realm=/);
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

test("a token without tokens:verify asks about nothing", async () => {
  const narrow = await mint(team, team.owner.session, { scopes: ["orders:read"] });
  const reply = await team.call(
    "introspectToken",
    { basic: [narrow.id, narrow.value] },
    { body: { token: narrow.value } },
  );
  expect([reply.status, reply.body.error]).toEqual([403, "insufficient_scope"]);
});

test.each(["introspectToken", "revokePresentedToken"] as const)(
  "%s refuses a request that is none, in the standards' words (B-23, B-26)",
  async (operation) => {
    const { value } = await mint(team, team.owner.session);
    const by = { bearer: checker.value };
    const errorOf = async (body: unknown, credentials: Credentials = by, query = {}) => {
      const reply = await team.call(operation, credentials, { body, query });
      expect(Object.keys(reply.body)).toEqual(["error", "error_description"]);
      expect(reply.body.error_description).toMatch(/^[ !#-[\]-~]+$/);
      return [reply.status, reply.body.error];
    };
    const invalid = [400, "invalid_request"];
    const json = { ...by, headers: { "content-type": "application/json" } };
    expect(await errorOf(JSON.stringify({ token: value }), json)).toEqual([415, "invalid_request"]);
    expect(await errorOf({})).toEqual(invalid);
    expect(await errorOf({ token: "" })).toEqual(invalid);
    expect(await errorOf(`token=${value}&token=${value}`)).toEqual(invalid);
    expect(await errorOf("token=a&token_type_hint=a&token_type_hint=b")).toEqual(invalid);
    expect(await errorOf({ token: "x" }, by, { token: value })).toEqual(invalid);
    expect(await errorOf({ token: "x", client_id: checker.id, client_secret: checker.value })).toEqual(
      invalid,
    );
    expect(await errorOf({ token: "x", client_id: team.owner.id })).toEqual(invalid);
    expect(await errorOf({ token: "x".repeat(70_000) })).toEqual([413, "invalid_request"]);
    expect(await errorOf({ token: "x" }, { bearer: "thp_nothing" })).toEqual([401, "invalid_token"]);
    expect(await errorOf({ token: "x" }, team.owner.session)).toEqual([403, "unauthorized_client"]);
  },
);

test("members that the standard does not know are ignored, and an unknown hint is no fault", async () => {
  const { value } = await mint(team, team.owner.session);
  const additionalParameters = { token_type_hint: "refresh_token", resource: "x", __proto__: "y" };
  expect(await introspect(value, { additionalParameters })).toMatchObject({ active: true });
});

test("another method is refused in the same words", async () => {
  const answer = await fetch(`${team.url}/oauth/introspect`);
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  expect(await answer.json()).toMatchObject({ error: "invalid_request" });
});

test("our own client speaks to these routes, too", async () => {
  const { value, id } = await mint(team, team.owner.session, { scopes: ["tokens:verify"] });
  const client = createClient({ url: team.url, token: value });
  expect(await client.introspectToken({ body: { token: checker.value } })).toMatchObject({ jti: checker.id });
  await expect(client.revokePresentedToken({ body: { token: checker.value } })).rejects.toMatchObject({
    status: 403,
    code: "insufficient_scope",
  });
  expect(await client.revokePresentedToken({ body: { token: value } })).toBeUndefined();
  expect((await team.call("getToken", team.owner.session, { id })).body.status).toBe("revoked");
});
