import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation } from "../fixture.ts";
import { forgetTries, mint, NOON, replyOf } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/* What scripts written for Dataprep send and expect. */

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => {
  team.clock.nowMs = NOON;
});

const create = (body: unknown, credentials: Credentials = team.owner.session) =>
  team.call("createApiAccessToken", credentials, { body });

const TOKEN_INFO = ["createdAt", "description", "expiredAt", "lastUsed", "tokenId"];

test("a token is created, listed, shown and deleted with 201, 200, 200 and 204, in the documented fields", async () => {
  const created = await create(
    { lifetimeSeconds: 100, description: "for a script" },
    { basic: team.owner.basic },
  );
  expect(created.status).toBe(201);
  expect(Object.keys(created.body).toSorted()).toEqual(["tokenInfo", "tokenValue"]);
  const { tokenValue, tokenInfo } = created.body;
  expect(tokenInfo).toEqual({
    tokenId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    description: "for a script",
    createdAt: "2026-11-22T12:00:00.000Z",
    expiredAt: "2026-11-22T12:01:40.000Z",
    lastUsed: null,
  });
  team.clock.nowMs = NOON + 99_999;
  const bearer = { bearer: String(tokenValue) };
  const used = { ...tokenInfo, lastUsed: "2026-11-22T12:01:39.999Z" };
  const listed = await team.call("listApiAccessTokens", bearer);
  expect([listed.status, listed.body]).toEqual([200, { data: [used] }]);
  const shown = await team.call("getApiAccessToken", bearer, { id: tokenInfo.tokenId });
  expect([shown.status, shown.body]).toEqual([200, used]);
  const deleted = await team.call("deleteApiAccessToken", team.owner.session, { id: tokenInfo.tokenId });
  expect([deleted.status, deleted.text]).toEqual([204, ""]);
  expect((await team.call("listApiAccessTokens", team.owner.session)).body).toEqual({ data: [] });
});

test("a token mints the next one for the same person, with no more scopes and addresses", async () => {
  const parent = await mint(team, team.owner.session, {
    scopes: ["tokens:write", "tokens:read"],
    ipAllowList: ["127.0.0.0/8"],
  });
  const { body } = await create({ lifetimeSeconds: 60 }, { bearer: parent.value });
  const id = String(body.tokenInfo.tokenId);
  expect((await team.call("getToken", team.owner.session, { id })).body).toMatchObject({
    holder: { id: team.owner.id },
    scopes: ["tokens:write", "tokens:read"],
    ipAllowList: ["127.0.0.0/8"],
  });
});

test("a description may be left out and is empty then; -1 seconds are never where the project allows it", async () => {
  const change = (body: object) => team.call("changeSettings", team.owner.session, { body });
  expect((await create({ lifetimeSeconds: 60 })).body.tokenInfo.description).toBe("");
  expect((await create({ lifetimeSeconds: -1 })).status).toBe(400);
  await change({ maxLifetimeDays: -1 });
  expect((await create({ lifetimeSeconds: -1 })).body.tokenInfo.expiredAt).toBeNull();
  await change({ maxLifetimeDays: 365 });
});

test.each([0, -2, 0.5, "100", null, true, 365 * 86_400 + 1])(
  "a lifetime of %j seconds is a ValidationFailed that names the limit (B-16, B-17)",
  async (lifetimeSeconds) => {
    const { data } = (await team.call("listApiAccessTokens", team.owner.session)).body;
    const { status, headers, body } = await create({ lifetimeSeconds });
    expect([status, headers.get("content-type")]).toEqual([400, "application/json; charset=utf-8"]);
    const message =
      "must be a whole number of seconds from 1 to 31536000; this project allows at most 365 days";
    expect(body).toEqual({
      exception: {
        name: "ValidationFailed",
        message: `lifetimeSeconds: ${message}`,
        details: [{ path: "lifetimeSeconds", message }],
      },
    });
    expect((await team.call("listApiAccessTokens", team.owner.session)).body.data).toEqual(data);
  },
);

test("every refusal is told as an exception with name, message and details, and with a request id", async () => {
  const { id } = await mint(team, team.owner.session);
  const narrow = await mint(team, team.owner.session, { scopes: ["orders:read"] });
  const raw = async (
    path: string,
    init: { method: string; headers: Record<string, string>; body: string },
  ) => {
    const headers = {
      cookie: team.owner.session.cookie,
      "x-tokenhouse-csrf": team.owner.session.csrf,
      ...init.headers,
    };
    return replyOf(await fetch(`${team.url}/v4/apiAccessTokens${path}`, { ...init, headers }));
  };
  await team.call("changeSettings", team.owner.session, { body: { requireRevokeBeforeDelete: true } });
  const json = { "content-type": "application/json" };
  const refusals = {
    "401 AuthenticationRequired": await team.call("listApiAccessTokens"),
    "401 InvalidToken": await team.call("listApiAccessTokens", { bearer: "thp_nothing" }),
    "401 InvalidCredentials": await create(
      { lifetimeSeconds: 1 },
      { basic: ["nobody@example.com", "wrong"] },
    ),
    "403 AccessControlException": await team.call("listApiAccessTokens", { bearer: narrow.value }),
    "404 DataNotFoundException": await team.call("getApiAccessToken", team.member.session, { id }),
    "409 Conflict": await team.call("deleteApiAccessToken", team.owner.session, { id }),
    "405 MethodNotAllowed": await raw(`/${id}`, { method: "PUT", headers: json, body: "{}" }),
    "415 UnsupportedMediaType": await raw("", {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: "x",
    }),
    "400 ValidationFailed": await raw("", { method: "POST", headers: json, body: "{" }),
  };
  for (const [expected, { status, headers, body }] of Object.entries(refusals)) {
    expect(`${status} ${body.exception?.name}`).toBe(expected);
    expect(body).toEqual({
      exception: { name: expect.any(String), message: expect.any(String), details: expect.any(Array) },
    });
    expect(headers.get("x-request-id"), expected).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("cache-control"), expected).toBe("no-store");
  }
  await team.call("changeSettings", team.owner.session, { body: { requireRevokeBeforeDelete: false } });
});

test("a lifetime has to be given, an unknown member is refused, and whoever may not generate is told so", async () => {
  expect((await create({ lifetimeSeconds: 1, name: "x" })).body.exception.details).toMatchObject([
    { path: "name" },
  ]);
  expect((await create({})).body.exception.details).toMatchObject([{ path: "lifetimeSeconds" }]);
  const { status, body } = await create({ lifetimeSeconds: 1 }, team.member.session);
  expect([status, body.exception.name]).toEqual([403, "AccessControlException"]);
});

test("too many tries are a 429 that says when to come back, in either header", async () => {
  const guesses = await Promise.all(
    Array.from({ length: 10 }, (_, n) => create({}, { basic: ["guessed@example.com", `guess number ${n}`] })),
  );
  const refused = guesses.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(body.exception.name).toBe("TooManyRequestsException");
    expect(Number(headers.get("x-retry-after"))).toBeGreaterThan(0);
    expect(headers.get("retry-after")).toBe(headers.get("x-retry-after"));
  }
  await forgetTries(team);
});

test("the list is the caller's own, all of it, however long", async () => {
  await team.call("changeMember", team.owner.session, { id: team.member.id, body: { tokenAccess: "allow" } });
  const ids: string[] = [];
  for (let n = 0; n < 120; n++) ids.push((await mint(team, team.member.session)).id);
  const { data } = (await team.call("listApiAccessTokens", team.member.session)).body;
  expect(data.map(({ tokenId }: { tokenId: string }) => tokenId).toSorted()).toEqual(ids.toSorted());
  for (const info of data) expect(Object.keys(info).toSorted()).toEqual(TOKEN_INFO);
  const asOwner = (await team.call("listApiAccessTokens", team.owner.session)).body.data;
  expect(asOwner.some(({ tokenId }: { tokenId: string }) => ids.includes(tokenId))).toBe(false);
});

test("its routes follow the project's main switch", async () => {
  const change = (tokensEnabled: boolean) =>
    team.call("changeSettings", team.owner.session, { body: { tokensEnabled } });
  await change(false);
  const { status, body } = await team.call("listApiAccessTokens", team.owner.session);
  expect([status, body.exception.name]).toEqual([404, "DataNotFoundException"]);
  await change(true);
  expect((await team.call("listApiAccessTokens", team.owner.session)).status).toBe(200);
});
