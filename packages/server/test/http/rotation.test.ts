import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;
let verifier: Minted;

beforeAll(async () => {
  team = await startTeam();
  verifier = await mint(team, team.owner.session, { scopes: ["tokens:verify"], lifetimeDays: 365 });
});
afterAll(() => team.stop());
afterEach(() => {
  team.clock.nowMs = NOON;
});

const rotate = (id: string, overlapSeconds: unknown, credentials: Credentials = team.owner.session) =>
  team.call("rotateToken", credentials, { id, body: { overlapSeconds } });
const own = (body: object = {}) => mint(team, team.owner.session, { ...body });

/** The token's new value. */
async function rotated({ id }: Minted, overlapSeconds: number): Promise<Minted> {
  const { status, body, text } = await rotate(id, overlapSeconds);
  expect(status, text).toBe(201);
  return { id, value: String(body.value) };
}

async function verdicts(...tokens: Minted[]): Promise<string[]> {
  const bodies = tokens.map(({ value }) => ({ token: value }));
  const replies = bodies.map((body) => team.call("verifyToken", { bearer: verifier.value }, { body }));
  return (await Promise.all(replies)).map(({ body }) => body.code);
}

test("a rotation gives the same token a new value, one version more, and changes nothing else", async () => {
  const old = await own({
    name: "rotated",
    scopes: ["tokens:read", "orders:read"],
    ipAllowList: ["127.0.0.0/8"],
  });
  const before = (await team.call("getToken", team.owner.session, { id: old.id })).body;
  team.clock.nowMs += 5000;
  const { status, body } = await rotate(old.id, 60);
  expect(status).toBe(201);
  expect(body.value).toMatch(/^thp_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
  expect(body.value).not.toBe(old.value);
  expect(body.token).toEqual({
    ...before,
    version: 2,
    hint: `${body.value.slice(0, 16)}_…`,
    overlapEndsAt: new Date(NOON + 65_000).toISOString(),
  });
  expect(body.receipt).toMatchObject({ confirmed: true, fenced: [] });
  for (const bearer of [old.value, String(body.value)]) {
    const listed = await team.call("listTokens", { bearer }, { query: { search: body.value.slice(0, 16) } });
    expect(listed.body.items).toMatchObject([{ id: old.id, version: 2 }]);
  }
});

test("the old value works until the overlap ends, to the instant, and the new one goes on (B-20)", async () => {
  const old = await own();
  const fresh = await rotated(old, 3600);
  team.clock.nowMs = NOON + 3_600_000 - 1;
  expect(await verdicts(old, fresh)).toEqual(["valid", "valid"]);
  team.clock.nowMs = NOON + 3_600_000;
  expect(await verdicts(old, fresh)).toEqual(["revoked", "valid"]);
  expect((await team.call("getMe", { bearer: old.value })).body.code).toBe("invalid_token");
  const { body } = await team.call("getToken", team.owner.session, { id: old.id });
  expect(body).toMatchObject({ status: "active", overlapEndsAt: null });
});

test("without an overlap the old value ends at once, and values of before stay ended", async () => {
  const first = await own();
  const second = await rotated(first, 0);
  const third = await rotated(second, 0);
  expect(await verdicts(first, second, third)).toEqual(["revoked", "revoked", "valid"]);
  expect((await team.call("getMe", { bearer: third.value })).body.token).toMatchObject({
    id: first.id,
    version: 3,
  });
  const fourth = await rotated(third, 60);
  expect(await verdicts(first, second, third, fourth)).toEqual(["revoked", "revoked", "valid", "valid"]);
});

test("what is ended at once is ended for every server, whatever its clock says (B-44)", async () => {
  const [rotatedOut, overlapping] = [await own(), await own()];
  team.clock.nowMs = NOON + 3_600_000;
  const next = await rotated(rotatedOut, 0);
  team.clock.nowMs = NOON;
  expect(await verdicts(rotatedOut, next)).toEqual(["revoked", "valid"]);
  await rotated(overlapping, 60);
  team.clock.nowMs = NOON + 30_000;
  expect((await team.call("endOverlap", team.owner.session, { id: overlapping.id })).status).toBe(200);
  team.clock.nowMs = NOON;
  expect(await verdicts(overlapping)).toEqual(["revoked"]);
  const introspected = await team.call("getToken", team.owner.session, { id: overlapping.id });
  expect(introspected.body.overlapEndsAt).toBeNull();
});

test.each([-1, 0.5, 30 * 86_400 + 1, "60", null, undefined, true, [60]])(
  "an overlap of %j seconds is refused at its field, and nothing is rotated (B-16, B-17)",
  async (overlapSeconds) => {
    const old = await own();
    const refused = await rotate(old.id, overlapSeconds);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "overlapSeconds" }] } });
    expect((await team.call("getToken", team.owner.session, { id: old.id })).body.version).toBe(1);
  },
);

test("an overlap may last thirty days, yet no longer than the token", async () => {
  const old = await own({ lifetimeDays: 7 });
  const fresh = await rotated(old, 30 * 86_400);
  team.clock.nowMs = NOON + 7 * DAY_MS - 1;
  expect(await verdicts(old, fresh)).toEqual(["valid", "valid"]);
  team.clock.nowMs = NOON + 7 * DAY_MS;
  expect(await verdicts(old, fresh)).toEqual(["expired", "expired"]);
});

test("one overlap at a time: the next rotation waits until it is over or ended", async () => {
  const old = await own();
  const second = await rotated(old, 60);
  expect(await rotate(old.id, 0)).toMatchObject({ status: 409, body: { code: "overlap_running" } });
  team.clock.nowMs = NOON + 59_999;
  expect((await rotate(old.id, 0)).body.code).toBe("overlap_running");
  team.clock.nowMs = NOON + 60_000;
  const third = await rotated(old, 60);
  expect(await verdicts(old, second, third)).toEqual(["revoked", "valid", "valid"]);
  const ended = await team.call("endOverlap", team.owner.session, { id: old.id });
  expect(ended.body.token).toMatchObject({ version: 3, overlapEndsAt: null });
  expect(await verdicts(second, third)).toEqual(["revoked", "valid"]);
  const fourth = await rotated(old, 60);
  expect(await verdicts(third, fourth)).toEqual(["valid", "valid"]);
});

test("ending an overlap that does not run ends nothing", async () => {
  const token = await own();
  const ended = await team.call("endOverlap", team.owner.session, { id: token.id });
  expect(ended.body.token).toMatchObject({ version: 1, overlapEndsAt: null });
  expect(await verdicts(token)).toEqual(["valid"]);
});

test("of fifty rotations at the same moment exactly one wins (C-15)", async () => {
  const old = await own();
  const replies = await Promise.all(Array.from({ length: 50 }, () => rotate(old.id, 60)));
  const won = replies.filter(({ status }) => status === 201);
  expect(won).toHaveLength(1);
  expect(replies.filter(({ body }) => body.code === "overlap_running")).toHaveLength(49);
  const { body } = await team.call("getToken", team.owner.session, { id: old.id });
  expect(body.version).toBe(2);
  expect(await verdicts(old, { id: old.id, value: String(won[0]?.body.value) })).toEqual(["valid", "valid"]);
});

test("a revocation ends both values, a restore within the overlap brings both back, and after it only the new one", async () => {
  const old = await own();
  const fresh = await rotated(old, 60);
  const as = team.owner.session;
  await team.call("revokeToken", as, { id: old.id });
  expect(await verdicts(old, fresh)).toEqual(["revoked", "revoked"]);
  expect(await rotate(old.id, 0)).toMatchObject({ status: 409, body: { code: "not_active" } });
  await team.call("restoreToken", as, { id: old.id });
  expect(await verdicts(old, fresh)).toEqual(["valid", "valid"]);
  await team.call("revokeToken", as, { id: old.id });
  team.clock.nowMs = NOON + 60_000;
  await team.call("restoreToken", as, { id: old.id });
  expect(await verdicts(old, fresh)).toEqual(["revoked", "valid"]);
});

test("a deletion ends both values, and an expired token cannot be rotated", async () => {
  const old = await own();
  const fresh = await rotated(old, 60);
  expect((await team.call("deleteToken", team.owner.session, { id: old.id })).status).toBe(204);
  expect(await verdicts(old, fresh)).toEqual(["not_found", "not_found"]);
  const { id } = await own({ lifetimeDays: 1 });
  team.clock.nowMs = NOON + DAY_MS;
  expect((await rotate(id, 0)).body.code).toBe("not_active");
});

test("a token may rotate itself, and the new value carries on", async () => {
  const old = await own({ scopes: ["tokens:write", "tokens:read"] });
  const { status, body } = await rotate(old.id, 60, { bearer: old.value });
  expect(status).toBe(201);
  expect((await team.call("endOverlap", { bearer: body.value }, { id: old.id })).status).toBe(200);
  expect(await verdicts(old)).toEqual(["revoked"]);
  expect((await team.call("listTokens", { bearer: body.value })).status).toBe(200);
});

test("whoever rotates must hold all that the token can do, from the same addresses (C-22)", async () => {
  const token = await own({ scopes: ["orders:read", "orders:write"] });
  const as = (scopes: string[], ipAllowList: string[] = []) => own({ scopes, ipAllowList });
  const narrow = await as(["tokens:write", "orders:read"]);
  const elsewhere = await as(["*"], ["127.0.0.1"]);
  const equal = await as(["tokens:write", "orders:*"]);
  for (const { value } of [narrow, elsewhere]) {
    expect(await rotate(token.id, 0, { bearer: value })).toMatchObject({
      status: 403,
      body: { code: "insufficient_scope" },
    });
  }
  expect(await verdicts(token)).toEqual(["valid"]);
  expect((await rotate(token.id, 0, { bearer: equal.value })).status).toBe(201);
});

test("rotating needs the right to generate", async () => {
  const setAccess = (tokenAccess: string) =>
    team.call("changeMember", team.owner.session, { id: team.member.id, body: { tokenAccess } });
  await setAccess("allow");
  const token = await mint(team, team.member.session);
  await setAccess("deny");
  expect((await rotate(token.id, 0, team.member.session)).body.code).toBe("not_allowed_to_generate");
  await setAccess("allow");
  expect((await rotate(token.id, 0, team.member.session)).status).toBe(201);
});

test("administrators rotate service tokens and nobody else's personal ones", async () => {
  const as = team.admin.session;
  const personal = await own();
  expect((await rotate(personal.id, 0, as)).body.code).toBe("forbidden");
  expect((await team.call("endOverlap", as, { id: personal.id })).body.code).toBe("forbidden");
  const serviceAccount = await addServiceAccount(team, as, { name: "rotating", role: "member" });
  const service = await mint(team, team.owner.session, { serviceAccount });
  const { status, body } = await rotate(service.id, 60, as);
  expect(status).toBe(201);
  expect(body.value).toMatch(/^ths_/);
  const itself = { bearer: String(body.value) };
  expect((await team.call("endOverlap", itself, { id: service.id })).status).toBe(200);
  expect((await rotate(service.id, 0, itself)).status).toBe(201);
});

test("a service token of a deactivated account cannot be rotated", async () => {
  const as = team.admin.session;
  const serviceAccount = await addServiceAccount(team, as, { name: "resting", role: "member" });
  const { id } = await mint(team, as, { serviceAccount });
  await team.call("changeServiceAccount", as, {
    id: serviceAccount,
    body: { active: false, revokeTokens: true },
  });
  await team.call("restoreToken", as, { id });
  expect((await rotate(id, 0, as)).body.code).toBe("not_active");
});

test("an Idempotency-Key makes one rotation, however often and however many at once it is sent (B-42)", async () => {
  const { id } = await own();
  const send = (overlapSeconds: number, key = "one rotation") =>
    rotate(id, overlapSeconds, { ...team.owner.session, headers: { "idempotency-key": key } });
  const replies = await Promise.all(Array.from({ length: 8 }, () => send(0)));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  const replay = await send(0);
  expect(replay).toMatchObject({ status: 409, body: { code: "idempotency_key_used" } });
  expect(replay.headers.get("location")).toBe(`/v1/tokens/${id}`);
  expect((await send(5)).body.code).toBe("idempotency_key_mismatch");
  expect((await team.call("getToken", team.owner.session, { id })).body.version).toBe(2);
  expect((await send(0, "another rotation")).body.token.version).toBe(3);
});
