import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation, Person } from "../fixture.ts";
import { addMember, addProject, mint, NOON, signIn, startInstallation } from "../fixture.ts";

let installation: Installation;
let owner: Person;
let member: Person;

beforeAll(async () => {
  installation = await startInstallation();
  const projectId = await addProject(installation.service, "main");
  owner = await addMember(installation.service, projectId, { email: "owner@example.com", role: "owner" });
  const allowed = { email: "member@example.com", role: "member", tokenAccess: "allow" } as const;
  member = await addMember(installation.service, projectId, allowed);
});
afterAll(() => installation.stop());

test("a token lives from its creation to its deletion as the contract tells", async () => {
  const { call } = installation;
  const created = await call(
    "createToken",
    { basic: owner.basic },
    { body: { name: "ci deploy", description: "for the pipeline", lifetimeDays: 30, scopes: ["tokens:*"] } },
  );
  expect(created.status).toBe(201);
  const { value, token } = created.body;
  expect(value).toMatch(/^thp_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
  expect(created.headers.get("location")).toBe(`/v1/tokens/${token.id}`);
  expect(created.headers.get("cache-control")).toBe("no-store");
  expect(token).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    kind: "personal",
    name: "ci deploy",
    description: "for the pipeline",
    hint: `${value.slice(0, 16)}_…`,
    status: "active",
    scopes: ["tokens:*"],
    ipAllowList: [],
    rateLimit: null,
    version: 1,
    overlapEndsAt: null,
    holder: { type: "user", id: owner.id, name: owner.email, email: owner.email },
    createdBy: { type: "user", id: owner.id, name: owner.email },
    createdAt: "2026-11-22T12:00:00.000Z",
    expiresAt: "2026-12-22T12:00:00.000Z",
    lastUsedAt: null,
    lastUsedIp: null,
    lastUsedUserAgent: null,
    lastUsedBy: null,
    revokedAt: null,
    revokeReason: null,
  });

  const asToken = { bearer: value };
  const { id } = token;
  installation.clock.nowMs += 1000;
  const listed = await call("listTokens", asToken);
  const used = {
    lastUsedAt: "2026-11-22T12:00:01.000Z",
    lastUsedIp: "127.0.0.1",
    lastUsedUserAgent: "node",
    lastUsedBy: installation.service.verifier.name,
  };
  expect(listed.body).toEqual({ items: [{ ...token, ...used }], nextCursor: null, total: 1 });
  expect((await call("getToken", asToken, { id })).body).toEqual({ ...token, ...used });

  const session = await signIn(installation, owner);
  const revoked = await call("revokeToken", session, { id, body: { reason: "left in a log" } });
  expect(revoked.status).toBe(200);
  expect(revoked.body.token).toMatchObject({
    status: "revoked",
    revokedAt: "2026-11-22T12:00:01.000Z",
    revokeReason: "left in a log",
  });
  expect(revoked.body.receipt).toEqual({
    revision: expect.any(Number),
    confirmed: true,
    inMs: expect.any(Number),
    verifiers: [
      { id: expect.any(String), ...installation.service.verifier, confirmedInMs: expect.any(Number) },
    ],
    fenced: [],
  });
  expect((await call("getMe", asToken)).status).toBe(401);

  const again = await call("revokeToken", session, { id, body: { reason: "once more" } });
  expect(again.body.token).toEqual(revoked.body.token);
  expect(again.body.receipt.revision).toBe(revoked.body.receipt.revision + 1);

  const restored = await call("restoreToken", session, { id });
  expect(restored.status).toBe(200);
  expect(restored.body.token).toEqual({ ...token, ...used });
  expect((await call("getMe", asToken)).status).toBe(200);
  expect((await call("restoreToken", session, { id })).body.code).toBe("not_revoked");

  const deleted = await call("deleteToken", session, { id });
  expect(deleted).toMatchObject({ status: 204, text: "" });
  expect((await call("getMe", asToken)).status).toBe(401);
  for (const operation of ["getToken", "revokeToken", "restoreToken", "deleteToken"] as const) {
    expect((await call(operation, session, { id })).body.code).toBe("not_found");
  }
  expect((await call("listTokens", session)).body.total).toBe(0);
});

test("expiry is the instant itself, and neither revoking nor restoring moves it (B-20) (C-17, C-25)", async () => {
  const { call, clock } = installation;
  clock.nowMs = NOON;
  const { value, id } = await mint(installation, { basic: owner.basic }, { lifetimeDays: 1 });
  const session = await signIn(installation, owner);
  clock.nowMs = NOON + DAY_MS - 1;
  await call("revokeToken", session, { id });
  const restored = await call("restoreToken", session, { id });
  expect(restored.body.token.expiresAt).toBe(new Date(NOON + DAY_MS).toISOString());
  expect((await call("getMe", { bearer: value })).status).toBe(200);
  await call("revokeToken", session, { id });

  clock.nowMs = NOON + DAY_MS;
  expect((await call("getToken", session, { id })).body.status).toBe("expired");
  expect((await call("restoreToken", session, { id })).body.code).toBe("token_expired");
  expect((await call("getMe", { bearer: value })).body.code).toBe("invalid_token");
  clock.nowMs = NOON;
});

test("a token mints the next one for the same person and project, and they live apart", async () => {
  const { call } = installation;
  const parent = await mint(installation, { basic: member.basic }, { lifetimeDays: 1 });
  const child = await mint(installation, { bearer: parent.value }, { lifetimeDays: 300 });
  const shown = await call("getMe", { bearer: child.value });
  expect(shown.body).toMatchObject({ user: { id: member.id }, project: { slug: "main" }, role: "member" });
  await call("deleteToken", { bearer: parent.value }, { id: parent.id });
  expect((await call("getMe", { bearer: child.value })).status).toBe(200);
  expect((await call("createToken", { bearer: parent.value }, { body: { lifetimeDays: 1 } })).body.code).toBe(
    "invalid_token",
  );
});

test("a minted token never holds more than the token that mints it, nor more than its holder (C-22)", async () => {
  const { call } = installation;
  const create = async (bearer: string, body: object) =>
    (await call("createToken", { bearer }, { body: { lifetimeDays: 1, ...body } })).body;
  const narrow = await mint(
    installation,
    { basic: owner.basic },
    { scopes: ["tokens:write", "orders:read:eu/*"], ipAllowList: ["127.0.0.0/8"] },
  );
  const inside = { ipAllowList: ["127.0.0.1"] };
  expect(await create(narrow.value, inside)).toMatchObject({ code: "insufficient_scope" });
  expect(await create(narrow.value, { ...inside, scopes: ["*"] })).toMatchObject({
    code: "insufficient_scope",
  });
  expect(await create(narrow.value, { ...inside, scopes: ["orders:read"] })).toMatchObject({
    code: "insufficient_scope",
  });
  expect(await create(narrow.value, { scopes: ["orders:read:eu/x"] })).toMatchObject({
    code: "insufficient_scope",
  });
  expect(await create(narrow.value, { ...inside, scopes: ["orders:read:eu/x"] })).toMatchObject({
    token: { scopes: ["orders:read:eu/x"], ipAllowList: ["127.0.0.1"] },
  });
  const beyondRole = await call(
    "createToken",
    { basic: member.basic },
    {
      body: { lifetimeDays: 1, scopes: ["tokens:verify"] },
    },
  );
  expect(beyondRole.body.code).toBe("insufficient_scope");
});

test("names are unique among one holder's tokens, free again after deletion, and made from the id when left out", async () => {
  const { call } = installation;
  const { id } = await mint(installation, { basic: owner.basic }, { name: "nightly" });
  const taken = await call(
    "createToken",
    { basic: owner.basic },
    { body: { name: "nightly", lifetimeDays: 1 } },
  );
  expect(taken).toMatchObject({ status: 409, body: { code: "name_taken", errors: [{ path: "name" }] } });
  await mint(installation, { basic: member.basic }, { name: "nightly" });
  await call("deleteToken", await signIn(installation, owner), { id });
  await mint(installation, { basic: owner.basic }, { name: "nightly" });
  const { body } = await call("createToken", { basic: owner.basic }, { body: { lifetimeDays: 1 } });
  expect(body.token.name).toBe(`token-${body.token.id.slice(0, 13)}`);
});

test("administrators see, revoke and delete other people's tokens; others are told that there is none (C-9)", async () => {
  const { call } = installation;
  const theirs = await mint(installation, { basic: member.basic }, { name: "theirs" });
  const ours = await mint(installation, { basic: owner.basic }, { name: "ours" });
  const asOwner = await signIn(installation, owner);
  const asMember = await signIn(installation, member);
  const { id } = theirs;
  expect((await call("getToken", asOwner, { id })).body.holder.id).toBe(member.id);
  expect((await call("revokeToken", asOwner, { id })).status).toBe(200);
  expect((await call("restoreToken", asOwner, { id })).body.code).toBe("forbidden");
  expect((await call("deleteToken", asOwner, { id })).status).toBe(204);
  const missing = await call("getToken", asMember, { id });
  for (const operation of ["getToken", "revokeToken", "restoreToken", "deleteToken"] as const) {
    const reply = await call(operation, asMember, { id: ours.id });
    expect({ ...reply.body, requestId: "" }).toEqual({ ...missing.body, requestId: "" });
  }
});

test("the project may ask to revoke before deleting; what is over can always be deleted", async () => {
  const { call, clock } = installation;
  clock.nowMs = NOON;
  const session = await signIn(installation, owner);
  await call("changeSettings", session, { body: { requireRevokeBeforeDelete: true } });
  const active = await mint(installation, session, { lifetimeDays: 2 });
  const expired = await mint(installation, session, { lifetimeDays: 1 });
  clock.nowMs += DAY_MS;
  expect((await call("deleteToken", session, { id: active.id })).body.code).toBe("revoke_first");
  expect((await call("getMe", { bearer: active.value })).status).toBe(200);
  expect((await call("deleteToken", session, { id: expired.id })).status).toBe(204);
  await call("revokeToken", session, { id: active.id });
  expect((await call("deleteToken", session, { id: active.id })).status).toBe(204);
  await call("changeSettings", session, { body: { requireRevokeBeforeDelete: false } });
  clock.nowMs = NOON;
});

test("a token cannot be modified or extended", async () => {
  const { id, value } = await mint(installation, { basic: owner.basic });
  for (const method of ["PUT", "PATCH"]) {
    const answer = await fetch(`${installation.url}/v1/tokens/${id}`, {
      method,
      headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
      body: JSON.stringify({ lifetimeDays: 300 }),
    });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("HEAD, GET, DELETE");
    expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
  }
});

test("an Idempotency-Key makes one token, however often and however many at once it is sent (B-42)", async () => {
  const { call } = installation;
  const send = (body: object, key = "one") =>
    call("createToken", { basic: owner.basic, headers: { "idempotency-key": key } }, { body });
  const replies = await Promise.all(Array.from({ length: 8 }, () => send({ name: "once", lifetimeDays: 1 })));
  const made = replies.filter(({ status }) => status === 201);
  expect(made).toHaveLength(1);
  const replay = await send({ name: "once", lifetimeDays: 1 });
  expect(replay).toMatchObject({ status: 409, body: { code: "idempotency_key_used" } });
  expect(replay.headers.get("location")).toBe(`/v1/tokens/${made[0]?.body.token.id}`);
  expect((await send({ name: "other", lifetimeDays: 1 })).body.code).toBe("idempotency_key_mismatch");
  expect((await send({ name: "other", lifetimeDays: 1 }, "two")).status).toBe(201);
});
