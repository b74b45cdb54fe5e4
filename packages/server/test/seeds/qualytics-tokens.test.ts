import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import { codeOf, mint, NOON } from "../fixture.ts";
import { startTeam } from "./team.ts";

/** The document «Tokens», what it says of personal access tokens, from the first paragraph to the last. */

describe("Personal Access Tokens", () => {
  test("R37: a token may do what its creator's role allows right now, however it was when it was generated", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, owner, admin, member } = team;
    const ofAdmin = await mint(team, admin.session);
    const ofMember = await mint(team, member.session);
    const both = async () => [
      (await call("listMembers", { bearer: ofAdmin.value })).status,
      (await call("listMembers", { bearer: ofMember.value })).status,
    ];
    expect(await both()).toEqual([200, 403]);
    await call("changeMember", owner.session, { id: admin.id, body: { role: "member" } });
    await call("changeMember", owner.session, { id: member.id, body: { role: "admin" } });
    expect(await both()).toEqual([403, 200]);
  });

  test("R39: the tokens of a person who is deactivated or removed are refused, and removal is for good", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, owner, admin, member } = team;
    const ofMember = await mint(team, member.session);
    const ofAdmin = await mint(team, admin.session);
    const activate = (active: boolean) =>
      call("changeMember", owner.session, { id: member.id, body: { active } });
    await activate(false);
    expect(await team.use(ofMember.value)).toBe(401);
    await activate(true);
    expect(await team.use(ofMember.value)).toBe(200);
    await call("removeMember", owner.session, { id: admin.id });
    expect(await team.use(ofAdmin.value)).toBe(401);
    const again = { email: admin.email, name: "Admin", role: "admin" };
    expect((await call("addMember", owner.session, { body: again })).status).toBe(201);
    expect(await team.use(ofAdmin.value)).toBe(401);
  });

  test("R7: a smaller maximum lifetime is for new tokens; those there are keep the expiry they were given", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session, { lifetimeDays: 300 });
    const body = { maxLifetimeDays: 30 };
    const preview = await call("previewSettings", owner.session, { body });
    expect(preview.body).toEqual({ refused: 0, revived: 0, beyondMaximum: 1 });
    await call("changeSettings", owner.session, { body });
    const kept = await call("getToken", owner.session, { id });
    expect(Date.parse(kept.body.expiresAt)).toBe(NOON + 300 * DAY_MS);
    expect(await team.use(value)).toBe(200);
    const longer = await call("createToken", owner.session, { body: { lifetimeDays: 31 } });
    expect(longer.status).toBe(400);
  });
});

describe("Token Usage Status", () => {
  test("R51: a token tells whether it has been used since it was generated", async () => {
    const team = await startTeam();
    const [used, unused] = [await mint(team, team.owner.session), await mint(team, team.owner.session)];
    await team.use(used.value);
    const { body } = await team.call("listTokens", team.owner.session, { query: { sort: "lastUsedAt" } });
    expect(
      body.items.map(({ id, lastUsedAt }: Record<string, unknown>) => [id, lastUsedAt !== null]),
    ).toEqual([
      [unused.id, false],
      [used.id, true],
    ]);
  });
});

describe("Revoke Token", () => {
  test("R54: a revoked token is refused on the very next request, and the answer proves it with a receipt", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const verifier = await mint(team, owner.session, { scopes: ["tokens:verify"] });
    const { value, id } = await mint(team, owner.session);
    expect(await team.use(value)).toBe(200);
    const { body } = await call("revokeToken", owner.session, { id, body: { reason: "compromised" } });
    expect(await team.use(value)).toBe(401);
    expect(body.token).toMatchObject({ status: "revoked", revokeReason: "compromised" });
    expect(body.receipt).toMatchObject({ confirmed: true, verifiers: [team.service.verifier] });
    const asked = { token: value, atLeast: body.receipt.revision };
    const verdict = await call("verifyToken", { bearer: verifier.value }, { body: asked });
    expect(verdict.body).toMatchObject({ valid: false, code: "revoked" });
  });

  test("R61: whoever races a revocation is refused from its answer on, and wrong steps change nothing", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session);
    const state = async () => (await call("getToken", owner.session, { id })).body;
    expect(codeOf(await call("restoreToken", owner.session, { id }))).toBe("not_revoked");
    let answered = false;
    const late: number[] = [];
    const racing = Array.from({ length: 8 }, async () => {
      for (let n = 0; n < 10; n++) {
        const began = answered;
        const status = await team.use(value);
        if (began) late.push(status);
      }
    });
    await call("revokeToken", owner.session, { id, body: { reason: "first" } });
    answered = true;
    await Promise.all(racing);
    late.push(await team.use(value));
    expect(new Set(late)).toEqual(new Set([401]));
    const { lastUsedAt: _, lastUsedIp: __, ...revoked } = await state();
    team.clock.nowMs = NOON + 1;
    await call("revokeToken", owner.session, { id, body: { reason: "second" } });
    expect(await state()).toMatchObject(revoked);
  });

  test("R68: revoking and restoring are routes of their own, beside those of the older API", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { tokenValue, tokenInfo } = (
      await call("createApiAccessToken", owner.session, { body: { lifetimeSeconds: 600 } })
    ).body;
    const id = tokenInfo.tokenId;
    const revoked = await call("revokeToken", owner.session, { id });
    expect([revoked.status, revoked.body.token.status, await team.use(tokenValue)]).toEqual([
      200,
      "revoked",
      401,
    ]);
    const restored = await call("restoreToken", owner.session, { id });
    expect([restored.status, restored.body.token.status, await team.use(tokenValue)]).toEqual([
      200,
      "active",
      200,
    ]);
  });
});

describe("Restore Token", () => {
  test("R45, R55: a restored token is the very same: id, value, creation, last use and expiry", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session, { lifetimeDays: 2 });
    expect(await team.use(value)).toBe(200);
    const before = (await call("getToken", owner.session, { id })).body;
    team.clock.nowMs = NOON + DAY_MS;
    await call("revokeToken", owner.session, { id });
    const restored = await call("restoreToken", owner.session, { id });
    expect(restored.body.token).toEqual(before);
    expect(await team.use(value)).toBe(200);
    team.clock.nowMs = NOON + 2 * DAY_MS;
    expect(await team.use(value)).toBe(401);
  });

  test("R56: a token that has expired is not restored, also when it was revoked before", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session, { lifetimeDays: 1 });
    await call("revokeToken", owner.session, { id });
    team.clock.nowMs = NOON + DAY_MS;
    expect((await call("getToken", owner.session, { id })).body.status).toBe("expired");
    expect(codeOf(await call("restoreToken", owner.session, { id }))).toBe("token_expired");
    expect(await team.use(value)).toBe(401);
  });
});

describe("Delete Token", () => {
  test("R59: where the project asks to revoke first, an active token is not deleted by any route, and a revoked one is", async () => {
    const team = await startTeam({ requireRevokeBeforeDelete: true });
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session);
    expect(codeOf(await call("deleteToken", owner.session, { id }))).toBe("revoke_first");
    expect(codeOf(await call("deleteApiAccessToken", owner.session, { id }))).toBe("Conflict");
    const bulk = { body: { action: "delete", ids: [id] } };
    expect((await call("changeProjectTokens", owner.session, bulk)).body.results).toEqual([
      { id, outcome: "revoke_first" },
    ]);
    expect(await team.use(value)).toBe(200);
    await call("revokeToken", owner.session, { id });
    expect((await call("deleteToken", owner.session, { id })).status).toBe(204);
  });

  test.each([true, false])(
    "R60: an expired token is deleted as it is, whether the project asks to revoke first or not (%s)",
    async (requireRevokeBeforeDelete) => {
      const team = await startTeam({ requireRevokeBeforeDelete });
      const { id } = await mint(team, team.owner.session, { lifetimeDays: 1 });
      team.clock.nowMs = NOON + DAY_MS;
      expect((await team.call("deleteToken", team.owner.session, { id })).status).toBe(204);
    },
  );

  test("R71: the audit log tells who created, revoked, restored and deleted whose token and when; the log, each refused use", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, owner, member } = team;
    const { value, id } = await mint(team, member.session);
    await call("revokeToken", owner.session, { id });
    await team.use(value);
    await call("restoreToken", member.session, { id });
    team.clock.nowMs = NOON + 1000;
    await call("deleteToken", owner.session, { id });
    const { body, text } = await call("listAuditEvents", owner.session, { query: { tokenId: id } });
    const told = body.items.map(({ event, actor, at, detail }: (typeof body.items)[number]) => [
      event,
      actor.id,
      detail.holder,
      Date.parse(at) - NOON,
    ]);
    expect(told).toEqual([
      ["token.deleted", owner.id, member.id, 1000],
      ["token.restored", member.id, member.id, 0],
      ["token.revoked", owner.id, member.id, 0],
      ["token.created", member.id, member.id, 0],
    ]);
    expect(text).not.toContain(value.slice(17));
    const refused = team.logLines
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === "token refused");
    expect(refused).toMatchObject([{ code: "revoked", tokenId: id, time: expect.anything() }]);
  });
});
