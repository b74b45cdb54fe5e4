import { digestToken } from "@tokenhouse/sdk";
import { describe, expect, test } from "vitest";
import { listRoutes } from "../../src/contract/index.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials } from "../fixture.ts";
import { addMember, addProject, codeOf, mint, NOON, PASSWORD, signIn } from "../fixture.ts";
import type { Team } from "./team.ts";
import { startTeam } from "./team.ts";

/** The document «Manage API Access Tokens» in both its editions, from the first paragraph to the last. */

const READABLE = listRoutes().filter(
  ([, route]) => route.method === "GET" && route.credentials.includes("bearer") && !route.params,
);

describe("An access token is a hashed string that enables authentication at any endpoint", () => {
  test("R27: only a digest of the value is stored, and no log line holds the value or the header", async () => {
    const team = await startTeam();
    const { value, id } = await mint(team, team.owner.session);
    await team.use(value);
    await team.use(`${value}x`);
    const { db } = team.service;
    const versions = await db.selectFrom("token_versions").selectAll().where("token_id", "=", id).execute();
    expect(versions.map(({ digest }) => Buffer.from(digest).toString("hex"))).toEqual([digestToken(value)]);
    const stored = [await db.selectFrom("tokens").selectAll().execute(), versions];
    const secret = value.slice(17);
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(team.logLines.length).toBeGreaterThan(2);
    expect(team.logLines.join("\n")).not.toMatch(new RegExp(`${secret}|authorization|bearer`, "i"));
  });

  test("R31, R32: Authorization: Bearer and the value open every endpoint of each version that the person may use", async () => {
    const team = await startTeam();
    const { value } = await mint(team, team.owner.session);
    expect(READABLE.map(([, { path }]) => path.split("/", 2)[1])).toEqual(
      expect.arrayContaining(["v1", "v4"]),
    );
    for (const [operation] of READABLE) {
      expect([operation, (await team.call(operation, { bearer: value })).status]).toEqual([operation, 200]);
    }
    const headers = { Authorization: value };
    expect((await fetch(`${team.url}/v1/me`, { headers })).status).toBe(401);
  });
});

describe("An access token is linked to its creator", () => {
  test("R12: user name and password generate a token over the API; a wrong password generates none", async () => {
    const team = await startTeam();
    const made = await create(team, { basic: team.owner.basic });
    expect(made.body.token.holder.id).toBe(team.owner.id);
    expect(await team.use(made.body.value)).toBe(200);
    expect((await create(team, { basic: [team.owner.email, "not the password"] })).status).toBe(401);
    expect(await team.countTokens()).toBe(1);
  });

  test("R13: a valid token generates the next one, for the same person and the same project", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const parent = await mint(team, { basic: team.member.basic });
    const child = await create(team, { bearer: parent.value });
    expect(child.body.token.holder.id).toBe(team.member.id);
    const me = await team.call("getMe", { bearer: child.body.value });
    expect([me.body.user.id, me.body.project.slug]).toEqual([team.member.id, "main"]);
  });

  test("R35: whoever sends userA's token acts as userA, and is recorded with their own address and agent", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, admin, member } = team;
    const ofAdmin = await mint(team, admin.session);
    const headers = { "user-agent": "member's laptop" };
    const made = await create(team, { bearer: ofAdmin.value, headers });
    expect(made.body.token.holder.id).toBe(admin.id);
    const { body } = await call("listAuditEvents", admin.session, { query: { tokenId: made.body.token.id } });
    expect(body.items[0]).toMatchObject({
      actor: { id: admin.id },
      origin: { carrier: "bearer", tokenId: ofAdmin.id, ip: "127.0.0.1", userAgent: "member's laptop" },
    });
    expect((await call("getMe", { ...member.session, bearer: ofAdmin.value })).status).toBe(400);
  });

  test("R9: nobody, the owner included, gets a token of another person without that person's credentials", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, owner, member } = team;
    for (const name of ["holder", "userId", "user_id", "owner", "createdBy", "email"]) {
      const { body } = await create(team, owner.session, { lifetimeDays: 1, [name]: member.id });
      expect(body.errors).toEqual([{ path: name, message: "is not known here" }]);
    }
    const input = { id: member.id, body: { lifetimeDays: 1 } };
    expect((await call("createServiceToken", owner.session, input)).status).toBe(404);
    const { id } = await mint(team, member.session);
    const rotated = await call("rotateToken", owner.session, { id, body: { overlapSeconds: 0 } });
    expect(codeOf(rotated)).toBe("forbidden");
    await call("revokeToken", owner.session, { id });
    expect(codeOf(await call("restoreToken", owner.session, { id }))).toBe("forbidden");
  });

  test("R38: tokens outlive a change of the password, and a reset by an administrator", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, admin, member } = team;
    const { value } = await mint(team, member.session);
    const change = { current: PASSWORD, password: "another good sentence" };
    expect((await call("changePassword", member.session, { body: change })).status).toBe(204);
    expect(await team.use(value)).toBe(200);
    const reset = { id: member.id, body: { password: "chosen by the administrator" } };
    expect((await call("changeMember", admin.session, reset)).status).toBe(200);
    expect((await call("getMe", member.session)).status).toBe(401);
    expect(await team.use(value)).toBe(200);
  });
});

test("R44: no route modifies or extends a token, whoever asks and whatever they name", async () => {
  const team = await startTeam();
  const { value, id } = await mint(team, team.owner.session, { name: "fixed" });
  const before = await team.call("getToken", team.owner.session, { id });
  const headers = { authorization: `Bearer ${value}`, "content-type": "application/json" };
  const body = JSON.stringify({ lifetimeDays: 300, description: "x", name: "x", expiresAt: null });
  for (const path of [`/v1/tokens/${id}`, `/v4/apiAccessTokens/${id}`]) {
    for (const method of ["PUT", "PATCH"]) {
      const { status } = await fetch(team.url + path, { method, headers, body });
      expect([method, path, status]).toEqual([method, path, 405]);
    }
  }
  expect((await team.call("getToken", team.owner.session, { id })).body).toEqual(before.body);
});

describe("Access to the APIs must be enabled by the project owner", () => {
  test("R1: the owner alone switches access tokens, each project for itself", async () => {
    const team = await startTeam();
    const { call, service, owner, admin, member } = team;
    const other = await addMember(service, await addProject(service, "second"), {
      email: "other@example.com",
      role: "owner",
    });
    const elsewhere = await mint(team, { basic: other.basic });
    const off = { body: { tokensEnabled: false } };
    const token = await mint(team, admin.session);
    for (const credentials of [admin.session, member.session, { bearer: token.value }]) {
      expect((await call("changeSettings", credentials, off)).status).toBe(403);
    }
    expect((await call("changeSettings", owner.session, off)).body.tokensEnabled).toBe(false);
    expect([await team.use(token.value), await team.use(elsewhere.value)]).toEqual([401, 200]);
  });

  test("R5: switched off, every token is refused and the token routes are not there; on again, all is as it was", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session);
    const over = await mint(team, owner.session, { lifetimeDays: 1 });
    await call("changeSettings", owner.session, { body: { tokensEnabled: false } });
    expect(await team.use(value)).toBe(401);
    for (const operation of ["listTokens", "getToken", "listProjectTokens", "listApiAccessTokens"] as const) {
      expect((await call(operation, owner.session, { id })).status).toBe(404);
    }
    expect((await create(team, owner.session)).status).toBe(404);
    team.clock.nowMs = NOON + DAY_MS;
    await call("changeSettings", owner.session, { body: { tokensEnabled: true } });
    expect([await team.use(value), await team.use(over.value)]).toEqual([200, 401]);
  });
});

describe("Enable individual access", () => {
  test("R2: in a project as it begins owners and administrators generate tokens, and members do not", async () => {
    const team = await startTeam();
    expect((await team.call("getSettings", team.member.session)).body.everyoneMayGenerate).toBe(false);
    expect((await create(team, { basic: team.owner.basic })).status).toBe(201);
    expect((await create(team, team.admin.session)).status).toBe(201);
    expect(codeOf(await create(team, team.member.session))).toBe("not_allowed_to_generate");
  });

  test("R4: once the right is taken away, no way leads to a value: page, password, token, rotation, old API", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, owner, member } = team;
    const { value, id } = await mint(team, member.session);
    await call("changeSettings", owner.session, { body: { everyoneMayGenerate: false } });
    const before = await team.countTokens();
    const carriers: [Credentials, number][] = [
      [member.session, 403],
      [{ basic: member.basic }, 403],
      [{ bearer: value }, 401],
    ];
    for (const [credentials, status] of carriers) {
      expect((await create(team, credentials)).status).toBe(status);
      const body = { lifetimeSeconds: 100 };
      expect((await call("createApiAccessToken", credentials, { body })).status).toBe(status);
    }
    for (const credentials of [member.session, { bearer: value }]) {
      const rotated = await call("rotateToken", credentials, { id, body: { overlapSeconds: 0 } });
      expect(rotated.status).toBeGreaterThanOrEqual(401);
    }
    expect(await team.countTokens()).toBe(before);
  });
});

describe("Generate New Token", () => {
  test("R14: the first request for a token needs another form of authentication", async () => {
    const team = await startTeam();
    const nothing = await create(team, {});
    expect([nothing.status, nothing.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await create(team, { bearer: "invented" })).status).toBe(401);
    expect(await team.countTokens()).toBe(0);
    expect((await create(team, { basic: team.owner.basic })).status).toBe(201);
  });

  test("R36: a token is issued for one project and is refused in its holder's other one", async () => {
    const team = await startTeam();
    const { call, service, owner } = team;
    const second = await addProject(service, "second");
    const verifying = { email: "verifier@example.com", role: "owner" } as const;
    const verifier = await addMember(service, second, verifying);
    const there = await mint(team, { basic: verifier.basic }, { scopes: ["tokens:verify"] });
    const { value } = await mint(team, owner.session);
    const row = { project_id: second, user_id: owner.id, created_at: NOON };
    const rights = { role: "owner", token_access: "inherit", active: 1 } as const;
    await service.db
      .insertInto("members")
      .values({ ...row, ...rights })
      .execute();
    const verdict = await call("verifyToken", { bearer: there.value }, { body: { token: value } });
    expect(verdict.body).toMatchObject({ valid: false, code: "not_found" });
    expect((await call("getMe", { bearer: value, project: "second" })).status).toBe(403);
    expect((await call("getMe", { bearer: value })).body.project.slug).toBe("main");
  });
});

describe("Use Token", () => {
  test("R33: a token makes no session: no answer sets a cookie, and the next request without it is refused", async () => {
    const team = await startTeam();
    const { value } = await mint(team, team.owner.session);
    for (const [operation] of READABLE) {
      const { headers } = await team.call(operation, { bearer: value });
      expect([operation, headers.getSetCookie()]).toEqual([operation, []]);
    }
    expect((await team.call("getMe")).status).toBe(401);
  });

  test("R34: a token signs nobody in, neither as a password nor at what a page may do, and a session needs none", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value } = await mint(team, owner.session);
    const body = { email: owner.email, password: value };
    expect((await call("signIn", {}, { body })).status).toBe(401);
    for (const operation of ["getSession", "signOut", "listSessions", "endSessions"] as const) {
      expect([operation, (await call(operation, { bearer: value })).status]).toEqual([operation, 403]);
    }
    const change = { current: PASSWORD, password: "another good sentence" };
    expect((await call("changePassword", { bearer: value }, { body: change })).status).toBe(403);
    const cookie = `tokenhouse_session=${value}`;
    expect((await call("getMe", { cookie })).status).toBe(401);
    expect((await call("getMe", owner.session)).status).toBe(200);
  });

  test("R41: one call with the token lists the endpoints that this caller may use here, and all of them open", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const listed = async (person: { session: Credentials }) => {
      const { value } = await mint(team, person.session);
      const { body } = await team.call("listEndpoints", { bearer: value });
      const found = body.items.map(({ method, path }: Record<string, string>) => `${method} ${path}`);
      return { value, found: new Set<string>(found) };
    };
    const ofOwner = await listed(team.owner);
    const ofMember = await listed(team.member);
    expect(ofMember.found.size).toBeLessThan(ofOwner.found.size);
    for (const { value, found } of [ofOwner, ofMember]) {
      for (const [operation, { path }] of READABLE) {
        const { status } = await team.call(operation, { bearer: value });
        expect([path, status === 200]).toEqual([path, found.has(`GET ${path}`)]);
      }
    }
  });
});

describe("Renew Token", () => {
  test("R46: a new token leaves the old one as it is", async () => {
    const team = await startTeam();
    const old = await mint(team, team.owner.session, { lifetimeDays: 1 });
    const before = await team.call("getToken", team.owner.session, { id: old.id });
    const { value } = await mint(team, { basic: team.owner.basic });
    expect((await team.call("getToken", team.owner.session, { id: old.id })).body).toEqual(before.body);
    expect([await team.use(old.value), await team.use(value)]).toEqual([200, 200]);
    team.clock.nowMs = NOON + DAY_MS;
    expect([await team.use(old.value), await team.use(value)]).toEqual([401, 200]);
  });

  test("R15: an expired token generates none; password or another valid token still do", async () => {
    const team = await startTeam();
    const expired = await mint(team, team.owner.session, { lifetimeDays: 1 });
    const valid = await mint(team, team.owner.session, { lifetimeDays: 2 });
    team.clock.nowMs = NOON + DAY_MS;
    const before = await team.countTokens();
    expect((await create(team, { bearer: expired.value })).status).toBe(401);
    expect(await team.countTokens()).toBe(before);
    expect((await create(team, { bearer: valid.value })).status).toBe(201);
    expect((await create(team, { basic: team.owner.basic })).status).toBe(201);
  });

  test("R16: a revoked, deleted, mangled or foreign token generates none", async () => {
    const team = await startTeam();
    const { call, service, owner } = team;
    const stranger = await addMember(service, await addProject(service, "second"), {
      email: "stranger@example.com",
      role: "owner",
    });
    const [revoked, deleted] = [await mint(team, owner.session), await mint(team, owner.session)];
    const foreign = await mint(team, await signIn(team, stranger));
    await call("revokeToken", owner.session, { id: revoked.id });
    await call("deleteToken", owner.session, { id: deleted.id });
    const before = await team.countTokens();
    for (const bearer of [revoked.value, deleted.value, revoked.value.toUpperCase(), foreign.id]) {
      expect((await create(team, { bearer })).status).toBe(401);
    }
    expect((await create(team, { bearer: foreign.value, project: "main" })).status).toBe(403);
    expect(await team.countTokens()).toBe(before);
  });

  test("R17: a generated token lives on its own: longer than its parent, and after the parent's end", async () => {
    const team = await startTeam();
    const parent = await mint(team, team.owner.session, { lifetimeDays: 1 });
    const [first, second] = [
      await mint(team, { bearer: parent.value }, { lifetimeDays: 30 }),
      await mint(team, { bearer: parent.value }, { lifetimeDays: 30 }),
    ];
    await team.call("deleteToken", team.owner.session, { id: parent.id });
    expect(await team.use(first.value)).toBe(200);
    team.clock.nowMs = NOON + 30 * DAY_MS - 1;
    expect(await team.use(second.value)).toBe(200);
  });
});

function create(team: Team, credentials: Credentials, body: Record<string, unknown> = { lifetimeDays: 1 }) {
  return team.call("createToken", credentials, { body });
}
