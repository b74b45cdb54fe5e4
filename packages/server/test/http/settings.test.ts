import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import { DEFAULT_POLICY, ENTITLEMENTS, TOKEN_ACCESS } from "../../src/core/policy.ts";
import { checkToken } from "../../src/service/check-token.ts";
import { changeSettings } from "../../src/service/change-settings.ts";
import { sessionProof } from "../../src/service/context.ts";
import { inChange } from "../../src/storage/change.ts";
import { getProject, updateProject } from "../../src/storage/projects.ts";
import type { Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam(WIDE);
});
afterAll(() => team.stop());
afterEach(() => arrange(WIDE, { [team.member.id]: "inherit", [team.admin.id]: "inherit" }));

/** What every test begins with. */
const WIDE = {
  ...DEFAULT_POLICY,
  everyoneMayGenerate: true,
  maxLifetimeDays: -1,
  entitlements: ENTITLEMENTS,
  scopeCatalogue: [],
};

const change = (body: object) => team.call("changeSettings", team.owner.session, { body });
const events = async () =>
  (await team.call("exportAuditJson", team.owner.session, { query: { event: "settings.changed" } })).body;

/** A project's rules, and what decides beside them: what the plan holds, and what each person may. */
const rules = fc.record({
  tokensEnabled: fc.boolean(),
  everyoneMayGenerate: fc.boolean(),
  maxLifetimeDays: fc.constantFrom(-1, 1, 30, 90, 365),
  // Within every maximum above: a change that would leave it beyond one is refused.
  defaultLifetimeDays: fc.constant(1),
  requireRevokeBeforeDelete: fc.boolean(),
});
const plans = fc.oneof(
  { weight: 4, arbitrary: fc.constant([...ENTITLEMENTS]) },
  fc.subarray([...ENTITLEMENTS]),
);
const access = fc.constantFrom(...TOKEN_ACCESS);
const changes = fc
  .tuple(
    rules,
    fc.subarray(["tokensEnabled", "everyoneMayGenerate", "maxLifetimeDays"] as const, { minLength: 1 }),
  )
  .map(([values, named]) => Object.fromEntries(named.map((name) => [name, values[name]])));

test(
  "a preview says exactly what then happens, whatever the rules, the plan and the people",
  { timeout: 60_000 },
  async () => {
    const tokens = await tokensOfEveryKind();
    const worlds = fc.tuple(rules, plans, access, access, changes);
    const seen = { refused: 0, revived: 0, beyondMaximum: 0 };
    await fc.assert(
      fc.asyncProperty(worlds, async ([before, entitlements, ofMember, ofAdmin, body]) => {
        await arrange({ ...before, entitlements }, { [team.member.id]: ofMember, [team.admin.id]: ofAdmin });
        const { body: preview } = await team.call("previewSettings", team.owner.session, { body });
        const old = await look(tokens);
        expect((await change(body)).status).toBe(200);
        const now = await look(tokens);
        const count = (became: (n: number) => boolean) => tokens.filter((_, n) => became(n)).length;
        expect(preview).toEqual({
          refused: count((n) => old.works[n] === true && now.works[n] === false),
          revived: count((n) => old.works[n] === false && now.works[n] === true),
          beyondMaximum: count((n) => old.outlives[n] === false && now.outlives[n] === true),
        });
        for (const key of ["refused", "revived", "beyondMaximum"] as const) seen[key] += preview[key];
      }),
      { numRuns: 80 },
    );
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0);
  },
);

/** Of everybody, of several lifetimes; one revoked, one expired. */
async function tokensOfEveryKind(): Promise<Minted[]> {
  const serviceAccount = await addServiceAccount(team, team.owner.session, {
    name: "runner",
    role: "member",
  });
  const tokens: Minted[] = [];
  for (const lifetimeDays of [1, 30, 200, -1]) {
    for (const { session } of [team.owner, team.admin, team.member]) {
      tokens.push(await mint(team, session, { lifetimeDays }));
    }
    tokens.push(await mint(team, team.owner.session, { serviceAccount, lifetimeDays }));
  }
  await team.call("revokeToken", team.owner.session, { id: tokens[5]?.id ?? "" });
  team.clock.nowMs = NOON + DAY_MS;
  return tokens;
}

async function arrange(rules: object, accessOf: Record<string, string>): Promise<void> {
  await inChange(team.service.db, async (trx) => {
    await updateProject(team.projectId, trx, { ...(await getProject(team.projectId, trx)), ...rules });
    for (const [userId, token_access] of Object.entries(accessOf)) {
      const set = { token_access: token_access as (typeof TOKEN_ACCESS)[number] };
      await trx.updateTable("members").set(set).where("user_id", "=", userId).execute();
    }
  });
}

/** What each token is right now, by the check itself and by its record. */
async function look(tokens: Minted[]) {
  const { db } = team.service;
  const { maxLifetimeDays } = await getProject(team.projectId, db);
  const checks = tokens.map(({ value }) => checkToken(team.service, { value }, { scopes: [] }));
  const rows = await db.selectFrom("tokens").selectAll().execute();
  const outlives = ({ id }: Minted) => {
    const row = rows.find((one) => one.id === id);
    if (!row || row.revoked_at !== null || maxLifetimeDays === -1) return false;
    if (row.expires_at === null) return true;
    return row.expires_at > team.clock.nowMs && row.expires_at - row.created_at > maxLifetimeDays * DAY_MS;
  };
  return { works: (await Promise.all(checks)).map(({ valid }) => valid), outlives: tokens.map(outlives) };
}

test("a preview changes nothing and leaves no row in the audit log", async () => {
  const before = [(await team.call("getSettings", team.owner.session)).body, await events()];
  await team.call("previewSettings", team.owner.session, {
    body: { tokensEnabled: false, maxLifetimeDays: 1 },
  });
  expect([(await team.call("getSettings", team.owner.session)).body, await events()]).toEqual(before);
});

test("a change leaves what it does not name as it is, and stands in the audit log with before and after", async () => {
  const { body: before } = await team.call("getSettings", team.owner.session);
  const scopeCatalogue = [
    { scope: "orders:read", description: "See orders" },
    { scope: "orders:write:eu/*", description: "" },
  ];
  const { body: after } = await change({ defaultLifetimeDays: 7, scopeCatalogue });
  expect(after).toEqual({ ...before, defaultLifetimeDays: 7, scopeCatalogue });
  expect((await team.call("getSettings", team.member.session)).body).toEqual(after);
  const [row] = await events();
  expect(row).toMatchObject({
    actor: { id: team.owner.id },
    origin: { carrier: "session" },
    detail: { before, after },
  });
});

test("a new maximum holds from the next token on, and neither shortens nor refuses those that there are", async () => {
  const long = await mint(team, team.owner.session, { lifetimeDays: 365 });
  const create = async (lifetimeDays: number) =>
    (await team.call("createToken", team.owner.session, { body: { lifetimeDays } })).status;
  await change({ maxLifetimeDays: 30 });
  expect([await create(31), await create(30), await create(-1)]).toEqual([400, 201, 400]);
  expect((await team.call("getMe", { bearer: long.value })).status).toBe(200);
  await change({ maxLifetimeDays: -1 });
  expect(await create(-1)).toBe(201);
});

test("a default lifetime beyond the maximum is refused at the rule that would bring it about", async () => {
  const refusedAt = async (body: object) => {
    const refused = await change(body);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    return refused.body.errors.map(({ path, message }: { path: string; message: string }) => [path, message]);
  };
  const before = (await team.call("getSettings", team.owner.session)).body;
  const tooLong = "must be at most 20 days, the longest lifetime of the project";
  const both = { maxLifetimeDays: 20, defaultLifetimeDays: 21 };
  expect(await refusedAt(both)).toEqual([["defaultLifetimeDays", tooLong]]);
  expect(await refusedAt({ ...both, defaultLifetimeDays: -1 })).toEqual([["defaultLifetimeDays", tooLong]]);
  expect(await refusedAt({ maxLifetimeDays: 29 })).toEqual([
    ["maxLifetimeDays", "is below the default lifetime (30 days); lower that too"],
  ]);
  expect((await team.call("getSettings", team.owner.session)).body).toEqual(before);
  expect((await change({ defaultLifetimeDays: -1 })).status).toBe(200);
  expect(await refusedAt({ maxLifetimeDays: 365 })).toEqual([
    ["maxLifetimeDays", "is below the default lifetime (never); lower that too"],
  ]);
  expect((await change({ maxLifetimeDays: 20, defaultLifetimeDays: 20 })).status).toBe(200);
  expect((await change({ defaultLifetimeDays: 21 })).body.errors).toMatchObject([{ message: tooLong }]);
});

test("a project whose default was beyond its maximum already can still change its other rules", async () => {
  await arrange({ maxLifetimeDays: 7, defaultLifetimeDays: 30 }, {});
  expect((await change({ everyoneMayGenerate: false, requireRevokeBeforeDelete: true })).status).toBe(200);
  expect((await change({ maxLifetimeDays: 7 })).status).toBe(400);
  expect((await change({ defaultLifetimeDays: 7 })).status).toBe(200);
});

test.each([
  [[{ scope: "orders", description: "" }], "scopeCatalogue.0.scope"],
  [[{ scope: "orders:read" }], "scopeCatalogue.0.description"],
  [[{ scope: "orders:read", description: "", color: "red" }], "scopeCatalogue.0.color"],
  [
    [
      { scope: "a:b", description: "" },
      { scope: "a:b", description: "again" },
    ],
    "scopeCatalogue",
  ],
  [Array.from({ length: 201 }, (_, n) => ({ scope: `a:b${n}`, description: "" })), "scopeCatalogue"],
])("a catalogue of %j is refused at its field", async (scopeCatalogue, path) => {
  expect(await change({ scopeCatalogue })).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  expect((await team.call("getSettings", team.owner.session)).body.scopeCatalogue).toEqual([]);
});

test("only an owner changes the rules; a refused try stands in the audit log and changes nothing", async () => {
  for (const { id, session } of [team.admin, team.member]) {
    const refused = await team.call("changeSettings", session, { body: { tokensEnabled: false } });
    expect(refused.body.code).toBe("forbidden");
    const query = { event: "act.refused", actor: id };
    const { body } = await team.call("exportAuditJson", team.owner.session, { query });
    expect(body[0].detail).toEqual({ operation: "changeSettings", code: "forbidden" });
  }
  expect((await team.call("getSettings", team.owner.session)).body.tokensEnabled).toBe(true);
});

test("a change of rules that began before the project was closed is refused, and does not open it again", async () => {
  const { service, projectId, owner } = team;
  const close = (closed: boolean) =>
    team.call("changeProject", owner.session, { id: projectId, body: { closed } });
  const project = await getProject(projectId, service.db);
  const principal = { type: "user", id: owner.id, name: owner.email, email: owner.email } as const;
  const origin = { carrier: "session", tokenId: null, ip: "", userAgent: "", requestId: "" } as const;
  await close(true);
  const rights = { role: "owner", scopes: ["*"], ipAllowList: [], rateLimit: null } as const;
  const [, secret = ""] = /tokenhouse_session=([^;]+)/.exec(owner.session.cookie) ?? [];
  const caller = { proof: sessionProof(secret), principal, project, ...rights, origin };
  const changing = changeSettings(service, caller, { defaultLifetimeDays: 5 });
  await expect(changing).rejects.toMatchObject({ code: "forbidden" });
  expect((await getProject(projectId, service.db)).closed).toBe(true);
  await close(false);
});
