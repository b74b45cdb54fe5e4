import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials } from "../fixture.ts";
import { addMember, addProject, codeOf, mint, NOON, signIn } from "../fixture.ts";
import type { Team } from "./team.ts";
import { startTeam } from "./team.ts";

/** The document «Access Tokens Page», from its first paragraph to its last. */

describe("Feature availability", () => {
  test("R10: a project whose plan lacks access tokens says so on each of their routes, and refuses those there are", async () => {
    const team = await startTeam();
    const { call, owner, service, projectId } = team;
    const { value, id } = await mint(team, owner.session);
    await service.db.updateTable("users").set({ operator: 1 }).where("id", "=", owner.id).execute();
    const plan = (entitlements: string[]) =>
      call("changeProject", owner.session, { id: projectId, body: { plan: "Starter", entitlements } });
    expect((await plan([])).status).toBe(200);
    for (const operation of ["createToken", "listTokens", "getToken", "deleteToken"] as const) {
      const input = { id, ...(operation === "createToken" && { body: { lifetimeDays: 1 } }) };
      const { status, body } = await call(operation, owner.session, input);
      expect([operation, status, body.code]).toEqual([operation, 403, "not_in_plan"]);
      expect(body.detail).toBe("Access tokens are not in your plan (Starter)");
    }
    expect(await team.use(value)).toBe(401);
    await plan(["accessTokens"]);
    expect(await team.use(value)).toBe(200);
  });
});

describe("Access Tokens Page", () => {
  test("R47: each person's list holds their own tokens and nobody else's, the owner's too", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    for (const person of [team.owner, team.admin, team.member]) {
      await mint(team, person.session, { name: `of ${person.email}` });
    }
    for (const person of [team.owner, team.admin, team.member]) {
      const { body } = await team.call("listTokens", person.session);
      expect(body.items.map(({ name }: { name: string }) => name)).toEqual([`of ${person.email}`]);
    }
  });

  test("R3: an administrator lets a single member generate and use tokens, and takes it back", async () => {
    const team = await startTeam();
    const { call, admin, member } = team;
    const allow = (tokenAccess: string) =>
      call("changeMember", admin.session, { id: member.id, body: { tokenAccess } });
    expect(codeOf(await create(team, member.session))).toBe("not_allowed_to_generate");
    expect((await allow("allow")).body.member.mayGenerate).toBe(true);
    const { value } = await mint(team, member.session);
    expect(await team.use(value)).toBe(200);
    await allow("inherit");
    expect(await team.use(value)).toBe(401);
    expect(codeOf(await create(team, member.session))).toBe("not_allowed_to_generate");
    await allow("allow");
    expect(await team.use(value)).toBe(200);
  });

  test("R8: an owner deletes another person's token; a member and the owner of another project find none", async () => {
    const team = await startTeam({ everyoneMayGenerate: true });
    const { call, service, owner, admin, member } = team;
    const stranger = await addMember(service, await addProject(service, "second"), {
      email: "stranger@example.com",
      role: "owner",
    });
    const { value, id } = await mint(team, admin.session);
    for (const session of [member.session, await signIn(team, stranger)]) {
      expect((await call("deleteToken", session, { id })).status).toBe(404);
    }
    expect(await team.use(value)).toBe(200);
    expect((await call("deleteToken", owner.session, { id })).status).toBe(204);
    expect(await team.use(value)).toBe(401);
  });
});

describe("Columns", () => {
  test("R28: the token ID is a name and no credential: it opens nothing and generates nothing", async () => {
    const team = await startTeam();
    const { id } = await mint(team, team.owner.session);
    expect(await team.use(id)).toBe(401);
    expect((await team.call("createToken", { bearer: id }, { body: { lifetimeDays: 1 } })).status).toBe(401);
  });

  test("R20: a description may be left out or repeated, decides nothing, and comes back to the letter", async () => {
    const team = await startTeam();
    const description = `<img src=x onerror="alert(1)"> * orders:read '; drop table tokens; --`;
    const first = await mint(team, team.owner.session, { description, scopes: ["settings:read"] });
    await mint(team, team.owner.session, { description });
    const shown = await team.call("getToken", team.owner.session, { id: first.id });
    expect(shown.body.description).toBe(description);
    expect((await team.call("listTokens", { bearer: first.value })).status).toBe(403);
    const plain = await create(team, team.owner.session);
    expect(plain.body.token.description).toBe("");
  });

  test("R40: a token is Active until the instant of its expiry and Expired from it on, without any job having run", async () => {
    const team = await startTeam();
    const { value, id } = await mint(team, team.owner.session, { lifetimeDays: 1 });
    const status = async () => (await team.call("getToken", team.owner.session, { id })).body.status;
    team.clock.nowMs = NOON + DAY_MS - 1;
    expect([await team.use(value), await status()]).toEqual([200, "active"]);
    team.clock.nowMs = NOON + DAY_MS;
    expect([await team.use(value), await status()]).toEqual([401, "expired"]);
  });

  test("R43: Last Used moves with every use that succeeds, and with no refused one and no look at the page", async () => {
    const team = await startTeam();
    const { call, clock, owner } = team;
    const { value, id } = await mint(team, owner.session, { scopes: ["settings:read"] });
    const lastUsed = async () => (await call("getToken", owner.session, { id })).body.lastUsedAt;
    clock.nowMs = NOON + 1000;
    await call("listTokens", owner.session);
    expect((await call("listTokens", { bearer: value })).status).toBe(403);
    expect(await team.use(`${value.slice(0, -1)}${value.endsWith("0") ? "1" : "0"}`)).toBe(401);
    expect(await lastUsed()).toBeNull();
    await call("getSettings", { bearer: value });
    expect(await lastUsed()).toBe("2026-11-22T12:00:01.000Z");
    clock.nowMs = NOON + 5000;
    await call("getMe", { bearer: value });
    expect(await lastUsed()).toBe("2026-11-22T12:00:05.000Z");
  });
});

describe("Context menu › Delete Token", () => {
  test("R58: deletion is for good: the value stays dead, the id finds nothing and is never given again", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const { value, id } = await mint(team, owner.session, { name: "once" });
    expect((await call("deleteToken", owner.session, { id })).status).toBe(204);
    expect(await team.use(value)).toBe(401);
    for (const operation of ["getToken", "restoreToken", "deleteToken"] as const) {
      expect((await call(operation, owner.session, { id })).status).toBe(404);
    }
    const again = await mint(team, owner.session, { name: "once" });
    expect(again.id).not.toBe(id);
    expect(await team.use(value)).toBe(401);
  });
});

describe("Generate Token", () => {
  const WRONG = [0, -2, 0.5, 1e-9, "7", "", " ", null, true, [7], {}, 366, 1e12, -1];

  test("R19: a lifetime that is none is refused with the limit named, -1 too where it is not allowed, and nothing is created", async () => {
    const team = await startTeam({ maxLifetimeDays: 365 });
    for (const lifetimeDays of WRONG) {
      const { status, body } = await create(team, team.owner.session, { lifetimeDays });
      expect([lifetimeDays, status, body.errors?.[0].path]).toEqual([lifetimeDays, 400, "lifetimeDays"]);
      expect(body.detail).toMatch(/whole number of days from 1 to 365; this project allows at most 365 days/);
    }
    expect(await team.countTokens()).toBe(0);
    for (const lifetimeDays of [1, 365]) {
      const { body } = await create(team, team.owner.session, { lifetimeDays });
      expect(Date.parse(body.token.expiresAt)).toBe(NOON + lifetimeDays * DAY_MS);
    }
  });

  test("R6: the owner sets the longest lifetime in days, or -1 for none, and then a token may never expire", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const longest = (maxLifetimeDays: number) =>
      call("changeSettings", owner.session, { body: { maxLifetimeDays, defaultLifetimeDays: 7 } });
    await longest(7);
    expect((await create(team, owner.session, { lifetimeDays: 8 })).body.detail).toMatch(/at most 7 days/);
    await longest(-1);
    const never = await create(team, owner.session, { lifetimeDays: -1 });
    expect(never.body.token.expiresAt).toBeNull();
    team.clock.nowMs = NOON + 100 * 365 * DAY_MS;
    expect(await team.use(never.body.value)).toBe(200);
  });

  test("R18, R23: any number of tokens is generated, and all of them are active at once, from the first request on", async () => {
    const team = await startTeam();
    const values = [];
    for (let n = 0; n < 30; n++) values.push((await mint(team, team.owner.session)).value);
    expect(new Set(await Promise.all(values.map(team.use)))).toEqual(new Set([200]));
    const { body } = await team.call("listTokens", team.owner.session, { query: { status: "active" } });
    expect(body.total).toBe(30);
  });
});

function create(team: Team, credentials: Credentials, body: Record<string, unknown> = { lifetimeDays: 1 }) {
  return team.call("createToken", credentials, { body });
}
