import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Installation } from "../fixture.ts";
import { addMember, addProject, cookiesOf, mint, PASSWORD, signIn, startInstallation } from "../fixture.ts";

let installation: Installation;

beforeEach(async () => {
  installation = await startInstallation();
});
afterEach(async () => {
  vi.useRealTimers();
  await installation.stop();
});

const OWNER = { name: "Owner", email: "Owner@Example.com", password: PASSWORD };

function setUp(secret: string | undefined, project = "Orders & more", owner = OWNER) {
  return installation.call("setUp", {}, { body: { secret, project: { name: project }, owner } });
}

test("the set-up link creates the first owner and project, and signs them in", async () => {
  const { call, service } = installation;
  expect((await call("getSetup")).body).toEqual({ needed: true });
  const done = await setUp(service.setUpSecret, "Orders & more", OWNER);
  expect(done.status).toBe(201);
  expect(done.body).toMatchObject({
    user: { name: "Owner", email: "owner@example.com" },
    projects: [{ slug: "orders-more", name: "Orders & more", role: "owner" }],
  });
  const session = { cookie: cookiesOf(done.headers), csrf: String(done.body.csrfToken) };
  expect((await call("getMe", session)).body).toMatchObject({
    role: "owner",
    mayGenerate: true,
    scopes: ["*"],
  });
  expect((await call("getSetup")).body).toEqual({ needed: false });
  const rows = (await call("exportAuditJson", session)).body;
  expect(rows).toMatchObject([
    { event: "session.started", actor: { id: done.body.user.id } },
    { event: "installation.set_up", actor: { id: done.body.user.id }, detail: { project: "orders-more" } },
  ]);
  await signIn(installation, { ...done.body.user, basic: ["", ""] });
});

test("the set-up link works once, also for 16 who use it at the same moment", async () => {
  const secret = installation.service.setUpSecret;
  const owners = Array.from({ length: 16 }, (_, n) => ({ ...OWNER, email: `owner${n}@example.com` }));
  const replies = await Promise.all(owners.map((owner) => setUp(secret, "main", owner)));
  const statuses = replies.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([201, ...Array.from({ length: 15 }, () => 409)]);
  const { count } = await installation.service.db
    .selectFrom("users")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  expect(count).toBe(1);
});

test("without the link's secret nobody sets anything up", async () => {
  expect((await setUp("guess")).body.code).toBe("forbidden");
  expect((await setUp(undefined)).body.errors).toMatchObject([{ path: "secret" }]);
  expect(
    (
      await setUp(installation.service.setUpSecret, "main", {
        ...OWNER,
        email: "nobody",
        password: "too short",
      })
    ).body.errors,
  ).toEqual([
    { path: "owner.email", message: expect.any(String) },
    { path: "owner.password", message: "must have at least 12 characters" },
  ]);
  expect((await installation.call("getSetup")).body).toEqual({ needed: true });
});

test("a session is bound to its cookie, HttpOnly and SameSite, and ends on the server when signed out", async () => {
  const { call, service } = installation;
  const person = await addMember(service, await addProject(service, "main"), {
    email: "a@example.com",
    role: "owner",
  });
  const { headers } = await call("signIn", {}, { body: { email: person.email, password: PASSWORD } });
  const cookies = headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatch(/; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
  const session = await signIn(installation, person);
  const shown = await call("getSession", session);
  expect(shown.body).toMatchObject({ user: { email: person.email }, csrfToken: session.csrf });
  const ended = await call("signOut", session);
  expect(ended.status).toBe(204);
  expect(ended.headers.getSetCookie()).toHaveLength(1);
  expect((await call("getSession", session)).body.code).toBe("authentication_required");
});

test("signing in always makes a new session, whatever cookie the browser came with (B-38)", async () => {
  const { call, service } = installation;
  const person = await addMember(service, await addProject(service, "main"), {
    email: "a@example.com",
    role: "owner",
  });
  const planted = "tokenhouse_session=planted-by-somebody-else";
  const body = { email: person.email, password: PASSWORD };
  const { headers } = await call("signIn", { cookie: planted }, { body });
  expect(cookiesOf(headers)).not.toContain("planted");
  expect((await call("getSession", { cookie: planted })).status).toBe(401);
});

test("a session ends by itself after 14 days, to the instant (B-20)", async () => {
  const { call, clock, service } = installation;
  const person = await addMember(service, await addProject(service, "main"), {
    email: "a@example.com",
    role: "owner",
  });
  const session = await signIn(installation, person);
  clock.nowMs += 14 * 86_400_000 - 1;
  expect((await call("getSession", session)).status).toBe(200);
  clock.nowMs += 1;
  expect((await call("getSession", session)).status).toBe(401);
});

test("a wrong password and an unknown person are answered alike, and refused tries are audited", async () => {
  const { call, service } = installation;
  await addMember(service, await addProject(service, "main"), { email: "a@example.com", role: "owner" });
  const wrong = await call("signIn", {}, { body: { email: "a@example.com", password: "not this one" } });
  const unknown = await call("signIn", {}, { body: { email: "b@example.com", password: "not this one" } });
  expect({ ...wrong.body, requestId: "" }).toEqual({ ...unknown.body, requestId: "" });
  expect([wrong.status, wrong.body.code]).toEqual([401, "invalid_credentials"]);
  const events = await service.db.selectFrom("audit_events").select(["event", "actor"]).execute();
  expect(events.map(({ event }) => event)).toEqual(["sign_in.refused", "sign_in.refused"]);
});

test("guessing is slowed down over both doors, and the owner's own browser still gets in", async () => {
  // The first wait is one second: it must not pass while the guesses are under way.
  vi.useFakeTimers({ toFake: ["Date", "setTimeout"] });
  const { call, service } = installation;
  const person = await addMember(service, await addProject(service, "main"), {
    email: "a@example.com",
    role: "owner",
  });
  const own = await signIn(installation, person);
  const { value } = await mint(installation, own);
  const guesses = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      n % 2
        ? call("signIn", {}, { body: { email: ` A@EXAMPLE.com`, password: `guess number ${n}` } })
        : call("getMe", { basic: ["a@example.com", `guess number ${n}`] }),
    ),
  );
  const refused = guesses.filter(({ status }) => status === 429);
  expect(guesses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
  expect(refused.length).toBeGreaterThanOrEqual(35);
  for (const { body, headers } of refused) {
    expect(body.code).toBe("rate_limited");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  const right = { body: { email: person.email, password: PASSWORD } };
  expect((await call("signIn", {}, right)).status).toBe(429);
  expect((await call("signIn", { cookie: own.cookie }, right)).status).toBe(200);
  expect((await call("getMe", { bearer: value })).status).toBe(200);
});

test("only who may generate gets a token: owners and admins, and members when the project or their own setting says so", async () => {
  const { call, service } = installation;
  const projectId = await addProject(service, "main");
  const owner = await addMember(service, projectId, { email: "owner@example.com", role: "owner" });
  const member = await addMember(service, projectId, { email: "member@example.com", role: "member" });
  const denied = await addMember(service, projectId, {
    email: "denied@example.com",
    role: "admin",
    tokenAccess: "deny",
  });
  const asOwner = await signIn(installation, owner);
  const body = { lifetimeDays: 1 };
  for (const { basic } of [member, denied]) {
    expect((await call("createToken", { basic }, { body })).body.code).toBe("not_allowed_to_generate");
    expect((await call("getMe", { basic })).body.mayGenerate).toBe(false);
  }
  await call("changeSettings", asOwner, { body: { everyoneMayGenerate: true } });
  const { value } = await mint(installation, { basic: member.basic });
  expect((await call("getMe", { bearer: value })).status).toBe(200);
  await call("changeSettings", asOwner, { body: { everyoneMayGenerate: false } });
  expect((await call("getMe", { bearer: value })).status).toBe(401);
  expect((await call("createToken", { bearer: value }, { body })).status).toBe(401);
  await call("changeSettings", asOwner, { body: { everyoneMayGenerate: true } });
  expect((await call("getMe", { bearer: value })).status).toBe(200);
});

test("switching access tokens off refuses them all and hides their routes; on again, they work again", async () => {
  const { call, service } = installation;
  const owner = await addMember(service, await addProject(service, "main"), {
    email: "a@example.com",
    role: "owner",
  });
  const session = await signIn(installation, owner);
  const { value, id } = await mint(installation, session);
  const changed = await call("changeSettings", session, { body: { tokensEnabled: false } });
  expect(changed.body).toEqual({
    tokensEnabled: false,
    everyoneMayGenerate: false,
    maxLifetimeDays: 365,
    defaultLifetimeDays: 30,
    requireRevokeBeforeDelete: false,
    scopeCatalogue: [],
  });
  expect((await call("getMe", { bearer: value })).status).toBe(401);
  for (const operation of ["createToken", "listTokens", "getToken", "revokeToken", "deleteToken"] as const) {
    const input = { id, ...(operation === "createToken" && { body: { lifetimeDays: 1 } }) };
    expect((await call(operation, session, input)).body.code).toBe("not_found");
  }
  await call("changeSettings", session, { body: { tokensEnabled: true } });
  expect((await call("getMe", { bearer: value })).status).toBe(200);
});

test.each([
  { maxLifetimeDays: 0 },
  { maxLifetimeDays: -2 },
  { maxLifetimeDays: "7" },
  { defaultLifetimeDays: 40_000 },
  { x: 1 },
])("settings refuse %j at its field and change nothing (B-16)", async (body) => {
  const { call, service } = installation;
  const owner = await addMember(service, await addProject(service, "main"), {
    email: "a@example.com",
    role: "owner",
  });
  const session = await signIn(installation, owner);
  const before = await call("getSettings", session);
  const refused = await call("changeSettings", session, { body });
  expect(refused.body.errors).toMatchObject([{ path: Object.keys(body)[0] }]);
  expect((await call("getSettings", session)).body).toEqual(before.body);
});
