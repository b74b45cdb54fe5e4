import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import { addServiceAccount, codeOf, mint, NOON } from "../fixture.ts";
import { startTeam } from "./team.ts";

/** The document «Tokens», what it says of service tokens and of whoever administers them. */

test("R62: administrators alone make and manage service tokens; to members they are refused and not even there", async () => {
  const team = await startTeam({ everyoneMayGenerate: true });
  const { call, owner, admin, member } = team;
  const own = await mint(team, member.session);
  const account = await addServiceAccount(team, admin.session, { name: "Pipeline", role: "member" });
  const { id } = await mint(team, admin.session, { serviceAccount: account });
  for (const credentials of [member.session, { bearer: own.value }]) {
    const attempts = [
      await call("listServiceAccounts", credentials),
      await call("addServiceAccount", credentials, { body: { name: "Mine", role: "member" } }),
      await call("changeServiceAccount", credentials, { id: account, body: { role: "admin" } }),
      await call("removeServiceAccount", credentials, { id: account }),
      await call("createServiceToken", credentials, { id: account, body: { lifetimeDays: 1 } }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect((await call("getToken", credentials, { id })).status).toBe(404);
    expect((await call("revokeToken", credentials, { id })).status).toBe(404);
    expect(
      (await call("listTokens", credentials)).body.items.map((token: { id: string }) => token.id),
    ).toEqual([own.id]);
  }
  for (const { session } of [owner, admin]) {
    expect((await call("getToken", session, { id })).body.kind).toBe("service");
  }
});

test("R63: a service token belongs to its account and outlives the administrator who made it", async () => {
  const team = await startTeam();
  const { call, owner, admin } = team;
  const account = await addServiceAccount(team, admin.session, { name: "Pipeline", role: "member" });
  const { value, id } = await mint(team, admin.session, { serviceAccount: account });
  const { body } = await call("getToken", owner.session, { id });
  expect(body).toMatchObject({
    holder: { type: "serviceAccount", id: account, name: "Pipeline", email: null },
    createdBy: { type: "user", id: admin.id },
  });
  await call("removeMember", owner.session, { id: admin.id });
  const me = await call("getMe", { bearer: value });
  expect([me.status, me.body.serviceAccount, me.body.user]).toEqual([
    200,
    { id: account, name: "Pipeline" },
    undefined,
  ]);
});

test("R64: service tokens expire, are revoked, restored, deleted and show their last use as personal ones do", async () => {
  const team = await startTeam();
  const { call, owner } = team;
  const account = await addServiceAccount(team, owner.session, { name: "Pipeline", role: "member" });
  const { value, id } = await mint(team, owner.session, { serviceAccount: account, lifetimeDays: 2 });
  const token = async () => (await call("getToken", owner.session, { id })).body;
  expect((await token()).lastUsedAt).toBeNull();
  expect(await team.use(value)).toBe(200);
  expect((await token()).lastUsedAt).toBe(new Date(NOON).toISOString());
  expect(codeOf(await call("deleteToken", owner.session, { id }))).toBe("revoke_first");
  await call("revokeToken", owner.session, { id });
  expect([await team.use(value), (await token()).status]).toEqual([401, "revoked"]);
  await call("restoreToken", owner.session, { id });
  expect(await team.use(value)).toBe(200);
  team.clock.nowMs = NOON + 2 * DAY_MS;
  expect([await team.use(value), (await token()).status]).toEqual([401, "expired"]);
  expect((await call("deleteToken", owner.session, { id })).status).toBe(204);
});

describe("Service Accounts", () => {
  test("R65: an account has a name@service and signs in nowhere; with active tokens it is not deactivated but by ending them", async () => {
    const team = await startTeam();
    const { call, owner } = team;
    const body = { name: "Pipeline Automation", role: "member" };
    const { serviceAccount } = (await call("addServiceAccount", owner.session, { body })).body;
    expect(serviceAccount.handle).toBe("pipeline_automation@service");
    const { id } = serviceAccount;
    const { value } = await mint(team, owner.session, { serviceAccount: id });
    const signIn = { email: serviceAccount.handle, password: value };
    expect((await call("signIn", {}, { body: signIn })).status).toBe(401);
    expect((await call("getSession", { bearer: value })).status).toBe(403);
    const deactivate = (rest: object) =>
      call("changeServiceAccount", owner.session, { id, body: { active: false, ...rest } });
    expect(codeOf(await deactivate({}))).toBe("has_active_tokens");
    expect(await team.use(value)).toBe(200);
    const done = await deactivate({ revokeTokens: true });
    expect(done.body.serviceAccount).toMatchObject({ active: false, activeTokens: 0 });
    expect(await team.use(value)).toBe(401);
  });
});

test("R52: owner and administrators see every token with its holder, and never a value; members see no overview", async () => {
  const team = await startTeam({ everyoneMayGenerate: true });
  const { call, owner, admin, member } = team;
  const account = await addServiceAccount(team, admin.session, { name: "Pipeline", role: "member" });
  const minted = [
    await mint(team, owner.session),
    await mint(team, member.session),
    await mint(team, admin.session, { serviceAccount: account }),
  ];
  for (const { session } of [owner, admin]) {
    const { body, text } = await call("listProjectTokens", session, { query: { sort: "createdAt" } });
    const holders = body.items.map(({ id, holder }: (typeof body.items)[number]) => [id, holder.name]);
    expect(new Map(holders)).toEqual(
      new Map([
        [minted[0]?.id, owner.email],
        [minted[1]?.id, member.email],
        [minted[2]?.id, "Pipeline"],
      ]),
    );
    for (const { value } of minted) expect(text).not.toContain(value.slice(17));
  }
  expect((await call("listProjectTokens", member.session)).status).toBe(403);
});
