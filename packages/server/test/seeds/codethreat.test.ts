import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import { addServiceAccount, codeOf, mint, NOON, replyOf } from "../fixture.ts";
import { startTeam } from "./team.ts";

/** The document «Access Token», from its first paragraph to its last. */

describe("These tokens grant secure access to specific API endpoints", () => {
  test("R42: a bad token is answered 401 alike, whatever became of it; a good one that lacks the right, 403", async () => {
    const team = await startTeam({ maxLifetimeDays: -1 });
    const { call, owner } = team;
    const [expired, revoked, deleted, narrow] = [
      await mint(team, owner.session, { lifetimeDays: 1 }),
      await mint(team, owner.session, { lifetimeDays: -1 }),
      await mint(team, owner.session, { lifetimeDays: -1 }),
      await mint(team, owner.session, { lifetimeDays: -1, scopes: ["settings:read"] }),
    ];
    await call("revokeToken", owner.session, { id: revoked.id });
    await call("deleteToken", owner.session, { id: deleted.id });
    team.clock.nowMs = NOON + DAY_MS;
    const never = `${revoked.value.slice(0, -38)}${narrow.value.slice(-38)}`;
    const bodies = [];
    for (const bearer of [expired.value, revoked.value, deleted.value, never, "nonsense"]) {
      const { status, body, headers } = await call("listTokens", { bearer });
      expect([status, headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
      bodies.push({ ...body, requestId: "" });
    }
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect((await call("listTokens")).headers.get("www-authenticate")).toBe("Bearer");
    expect((await call("listTokens", { bearer: narrow.value })).status).toBe(403);
    expect((await call("getSettings", { bearer: narrow.value })).status).toBe(200);
  });
});

describe("Generating a New Token", () => {
  test("R24, R25: the value stands in the answer that generates it and in none after, not for the owner either", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, owner, member } = team;
    const { value, id } = await mint(team, member.session);
    const secret = value.slice(17);
    for (const session of [member.session, owner.session]) {
      for (const operation of ["getToken", "getApiAccessToken", "listTokens", "getMe"] as const) {
        const { status, text } = await call(operation, session, { id });
        expect([operation, status, text.includes(secret)]).toEqual([operation, 200, false]);
      }
    }
    for (const operation of [
      "listProjectTokens",
      "exportProjectTokensCsv",
      "exportProjectTokensJson",
      "listAuditEvents",
      "exportAuditCsv",
    ] as const) {
      const { status, text } = await call(operation, owner.session);
      expect([operation, status, text.includes(id), text.includes(secret)]).toEqual([
        operation,
        200,
        true,
        false,
      ]);
    }
    const changes = [
      await call("revokeToken", member.session, { id }),
      await call("restoreToken", member.session, { id }),
    ];
    for (const { text } of changes) expect(text).not.toContain(secret);
  });

  test("R30: no cache keeps an answer that holds a value", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const account = await addServiceAccount(team, owner.session, { name: "Pipeline", role: "member" });
    const { id } = await mint(team, owner.session);
    const body = { lifetimeDays: 1 };
    const answers = [
      await call("createToken", owner.session, { body }),
      await call("createServiceToken", owner.session, { id: account, body }),
      await call("rotateToken", owner.session, { id, body: { overlapSeconds: 0 } }),
      await call("createApiAccessToken", owner.session, { body: { lifetimeSeconds: 60 } }),
    ];
    for (const { status, headers } of answers) {
      expect([status, headers.get("cache-control")]).toEqual([201, "no-store"]);
    }
  });
});

describe("Token List", () => {
  test("R21: a token has a name of its own, which is found by a search", async () => {
    const team = await startTeam();
    const { owner, call } = team;
    const { id } = await mint(team, owner.session, { name: "Nightly Export – Bücher" });
    await mint(team, owner.session, { name: "other" });
    const { body } = await call("listTokens", owner.session, { query: { search: "export – büch" } });
    expect(body.items).toMatchObject([{ id, name: "Nightly Export – Bücher" }]);
  });

  test("R22: a name has 1 to 255 characters and is taken once per holder", async () => {
    const team = await startTeam();
    const { call, owner, admin } = team;
    const create = (session: object, name: string) =>
      call("createToken", session, { body: { lifetimeDays: 1, name } });
    for (const name of ["", " ", "n".repeat(256)]) {
      const { status, body } = await create(owner.session, name);
      expect([status, body.errors[0].path]).toEqual([400, "name"]);
    }
    expect((await create(owner.session, "n".repeat(255))).status).toBe(201);
    expect((await create(owner.session, "deploy")).status).toBe(201);
    expect(codeOf(await create(owner.session, "deploy"))).toBe("name_taken");
    expect((await create(admin.session, "deploy")).status).toBe(201);
  });

  test("R29: the partial view is the public part of the value, opens nothing, and holds nothing of the secret", async () => {
    const team = await startTeam();
    const { value, id } = await mint(team, team.owner.session);
    const { hint } = (await team.call("getToken", team.owner.session, { id })).body;
    expect(hint).toBe(`${value.slice(0, -39)}_…`);
    expect(value.length - hint.length).toBeGreaterThanOrEqual(37);
    const plain = hint.replace("…", "");
    for (const bearer of [plain, `${plain}${"0".repeat(38)}`]) expect(await team.use(bearer)).toBe(401);
  });

  test("R50: times are RFC 3339 in UTC with milliseconds, and null is never used and never expiring", async () => {
    const team = await startTeam({ maxLifetimeDays: -1 });
    team.clock.nowMs = Date.parse("2026-12-01T00:30:00.007+02:00");
    const never = await mint(team, team.owner.session, { lifetimeDays: -1 });
    const days = await mint(team, team.owner.session, { lifetimeDays: 1 });
    const times = async (id: string) => {
      const { body } = await team.call("getToken", team.owner.session, { id });
      return [body.createdAt, body.expiresAt, body.lastUsedAt];
    };
    expect(await times(never.id)).toEqual(["2026-11-30T22:30:00.007Z", null, null]);
    expect(await times(days.id)).toEqual(["2026-11-30T22:30:00.007Z", "2026-12-01T22:30:00.007Z", null]);
  });
});

describe("Interacting with Access Tokens", () => {
  test("R43: reviewing Last Used shows the use of a token at any API endpoint, with its time and address", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const verifier = await mint(team, owner.session, { scopes: ["tokens:verify"] });
    const { value, id } = await mint(team, owner.session, { scopes: ["orders:read"] });
    team.clock.nowMs = NOON + 60_000;
    const body = { token: value, scopes: ["orders:read"], ip: "203.0.113.9" };
    expect((await call("verifyToken", { bearer: verifier.value }, { body })).body.valid).toBe(true);
    const listed = await call("listTokens", owner.session, { query: { sort: "-lastUsedAt" } });
    expect(listed.body.items).toContainEqual(
      expect.objectContaining({
        id,
        lastUsedAt: new Date(NOON + 60_000).toISOString(),
        lastUsedIp: "203.0.113.9",
      }),
    );
  });

  test("R58, R59: deleting a token in use takes away every endpoint at once, where the project does not ask to revoke first", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session);
    const paths = ["/v1/me", "/v1/tokens", "/v4/apiAccessTokens", "/v1/endpoints", "/v1/project/tokens"];
    const statuses = async () =>
      Promise.all(
        paths.map(async (path) => {
          const answer = await fetch(team.url + path, { headers: { authorization: `Bearer ${value}` } });
          return (await replyOf(answer)).status;
        }),
      );
    expect(new Set(await statuses())).toEqual(new Set([200]));
    expect((await call("deleteToken", owner.session, { id })).status).toBe(204);
    expect(new Set(await statuses())).toEqual(new Set([401]));
  });
});

describe("Best Practices", () => {
  test("R46: a token is rotated without an interruption, and the value before it ends when the overlap does", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session);
    const rotated = await call("rotateToken", owner.session, { id, body: { overlapSeconds: 3600 } });
    expect(rotated.body.token).toMatchObject({ id, version: 2 });
    const both = async () => [await team.use(value), await team.use(rotated.body.value)];
    expect(await both()).toEqual([200, 200]);
    team.clock.nowMs = NOON + 3_600_000;
    expect(await both()).toEqual([401, 200]);
  });
});
