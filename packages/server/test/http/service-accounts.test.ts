import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceRole } from "../../src/core/policy.ts";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addMember, addServiceAccount, mint, PASSWORD, signIn } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;
let verifier: Minted;
let count = 0;

beforeAll(async () => {
  team = await startTeam();
  verifier = await mint(team, team.owner.session, { scopes: ["tokens:verify"] });
});
afterAll(() => team.stop());

const add = (body: object, credentials: Credentials = team.admin.session) =>
  team.call("addServiceAccount", credentials, { body: { role: "member", ...body } });
const account = (role: ServiceRole = "member") =>
  addServiceAccount(team, team.admin.session, { name: `account ${count++}`, role });
const change = (id: string, body: object) =>
  team.call("changeServiceAccount", team.admin.session, { id, body });
const tokenOf = (serviceAccount: string, body: object = {}, credentials: Credentials = team.admin.session) =>
  mint(team, credentials, { serviceAccount, ...body });
const statusOf = async ({ value }: Minted) => (await team.call("getMe", { bearer: value })).status;
const verdictOn = async ({ value }: Minted) =>
  (await team.call("verifyToken", { bearer: verifier.value }, { body: { token: value } })).body.code;

test.each([
  ["Pipeline Automation", "pipeline_automation@service"],
  ["  ci/cd -- runner #3  ", "ci_cd_runner_3@service"],
  ["Ünï Cödé", "uni_code@service"],
  ["日本", "account@service"],
])("the account %j is known to machines as %s", async (name, handle) => {
  const { status, body } = await add({ name });
  expect(status).toBe(201);
  expect(body.serviceAccount).toEqual({
    id: expect.any(String),
    name,
    handle,
    role: "member",
    active: true,
    activeTokens: 0,
    createdAt: "2026-11-22T12:00:00.000Z",
  });
});

test("an account is shown by its id, with its active tokens, to those who manage accounts", async () => {
  const { serviceAccount } = (await add({ name: "Shown Alone" })).body;
  await tokenOf(serviceAccount.id);
  const ask = (credentials: Credentials) =>
    team.call("getServiceAccount", credentials, { id: serviceAccount.id });
  expect((await ask(team.owner.session)).body).toEqual({ ...serviceAccount, activeTokens: 1 });
  expect((await ask(team.member.session)).body.code).toBe("forbidden");
  const listed = await team.call("listServiceAccounts", team.owner.session, {
    query: { search: "shown_alone@" },
  });
  expect(listed.body.items).toEqual([(await ask(team.admin.session)).body]);
});

test("name and handle are unique in a project, and free again after a removal", async () => {
  const other = await addTeam(team, "namesakes");
  const { id } = (await add({ name: "Nightly Import" })).body.serviceAccount;
  for (const name of ["Nightly Import", "nightly-import", "NIGHTLY IMPORT"]) {
    expect(await add({ name })).toMatchObject({
      status: 409,
      body: { code: "name_taken", errors: [{ path: "name" }] },
    });
  }
  expect((await change(await account(), { name: "nightly import" })).body.code).toBe("name_taken");
  expect((await change(id, { name: "nightly import" })).body.serviceAccount.name).toBe("nightly import");
  expect((await add({ name: "Nightly Import" }, other.owner.session)).status).toBe(201);
  await team.call("removeServiceAccount", team.admin.session, { id });
  expect((await add({ name: "Nightly Import" })).status).toBe(201);
});

test("accounts are listed by handle a page at a time, and found by a part of name or handle", async () => {
  const { owner } = await addTeam(team, "machines");
  for (const name of ["Gamma", "alpha two", "Beta", "Alpha"]) await add({ name }, owner.session);
  const list = async (query: Record<string, string>) =>
    (await team.call("listServiceAccounts", owner.session, { query })).body;
  const handles = ({ items }: { items: { handle: string }[] }) =>
    items.map(({ handle }) => handle.split("@")[0]);
  const first = await list({ limit: "3" });
  expect([handles(first), first.total]).toEqual([["alpha", "alpha_two", "beta"], 4]);
  const rest = await list({ limit: "3", cursor: first.nextCursor });
  expect([handles(rest), rest.nextCursor]).toEqual([["gamma"], null]);
  expect(handles(await list({ search: "A TWO" }))).toEqual(["alpha_two"]);
  expect(handles(await list({ search: "a_t" }))).toEqual(["alpha_two"]);
});

test("an account may do what its role holds now, and nothing that only people do", async () => {
  const id = await account("verifier");
  const { value } = await tokenOf(id);
  const mayDo = async () => {
    const bearer = { bearer: value };
    const calls = [
      await team.call("verifyToken", bearer, { body: { token: "x" } }),
      await team.call("listTokens", bearer),
      await team.call("listMembers", bearer),
      await team.call("changeSettings", bearer, { body: {} }),
      await team.call("createToken", bearer, { body: { lifetimeDays: 1 } }),
      await team.call("createApiAccessToken", bearer, { body: { lifetimeSeconds: 60 } }),
      await team.call("changeProfile", bearer, { body: { name: "x" } }),
    ];
    return calls.map(({ status }) => status);
  };
  expect(await mayDo()).toEqual([200, 403, 403, 403, 403, 403, 403]);
  await change(id, { role: "member" });
  expect(await mayDo()).toEqual([403, 200, 403, 403, 403, 403, 403]);
  await change(id, { role: "admin" });
  expect(await mayDo()).toEqual([200, 200, 200, 403, 403, 403, 403]);
  const { body } = await team.call("createToken", { bearer: value }, { body: { lifetimeDays: 1 } });
  expect(body.code).toBe("not_allowed_to_generate");
});

test("an account cannot sign in, by name, handle or token", async () => {
  const id = (await add({ name: "Cannot Sign In" })).body.serviceAccount.id;
  const { value } = await tokenOf(id);
  for (const email of ["Cannot Sign In", "cannot_sign_in@service", id]) {
    for (const password of [value, PASSWORD]) {
      const credentials = { body: { email, password } };
      expect((await team.call("signIn", {}, credentials)).status).toBeGreaterThanOrEqual(400);
      expect((await team.call("getMe", { basic: [email, password] })).status).toBeGreaterThanOrEqual(400);
    }
  }
  expect((await team.call("getSession", { bearer: value })).body.code).toBe("forbidden");
});

test("a service token belongs to its account and outlives whoever made it (C-29)", async () => {
  const id = await account();
  const maker = await addMember(team.service, team.projectId, { email: "maker@example.com", role: "admin" });
  const session = await signIn(team, maker);
  const reply = await team.call("createServiceToken", session, {
    id,
    body: { name: "deploy", lifetimeDays: 90 },
  });
  expect(reply.body).toMatchObject({
    value: expect.stringMatching(/^ths_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/),
    token: {
      kind: "service",
      name: "deploy",
      holder: { type: "serviceAccount", id, email: null },
      createdBy: { type: "user", id: maker.id },
    },
  });
  await team.call("removeMember", team.owner.session, { id: maker.id });
  expect((await team.call("getMe", { bearer: reply.body.value })).body).toMatchObject({
    serviceAccount: { id },
    mayGenerate: false,
  });
  expect(reply.body.user).toBeUndefined();
});

test("a service token has to be revoked before it is deleted, whatever the project's setting", async () => {
  const as = team.admin.session;
  const token = await tokenOf(await account());
  expect((await team.call("deleteToken", as, { id: token.id })).body.code).toBe("revoke_first");
  await team.call("revokeToken", as, { id: token.id });
  expect(await verdictOn(token)).toBe("revoked");
  expect((await team.call("restoreToken", as, { id: token.id })).body.token.status).toBe("active");
  expect(await statusOf(token)).toBe(200);
  await team.call("revokeToken", as, { id: token.id });
  expect((await team.call("deleteToken", as, { id: token.id })).status).toBe(204);
});

test("an account with active tokens is neither deactivated nor removed, unless they are revoked in the same step", async () => {
  const id = await account();
  const tokens = [await tokenOf(id), await tokenOf(id)];
  const bystander = await tokenOf(await account());
  const remove = () => team.call("removeServiceAccount", team.admin.session, { id });
  for (const refused of [await change(id, { active: false }), await remove()]) {
    expect(refused).toMatchObject({ status: 409, body: { code: "has_active_tokens" } });
    expect(refused.body.detail).toContain("2 active tokens");
  }
  expect(await Promise.all(tokens.map(statusOf))).toEqual([200, 200]);
  const { body } = await change(id, { active: false, revokeTokens: true });
  expect(body.serviceAccount).toMatchObject({ active: false, activeTokens: 0 });
  expect(await Promise.all(tokens.map(verdictOn))).toEqual(["revoked", "revoked"]);
  expect(await statusOf(bystander)).toBe(200);
  const create = { id, body: { lifetimeDays: 1 } };
  expect((await team.call("createServiceToken", team.admin.session, create)).body.code).toBe("not_active");
  await change(id, { active: true });
  expect(await Promise.all(tokens.map(verdictOn))).toEqual(["revoked", "revoked"]);
  expect((await remove()).status).toBe(204);
  expect(await Promise.all(tokens.map(verdictOn))).toEqual(["not_found", "not_found"]);
  expect((await remove()).body.code).toBe("not_found");
});

test("a service token holds no more than its account's role and than the credential that makes it", async () => {
  const id = await account("member");
  const create = async (credentials: Credentials, scopes?: string[]) =>
    (
      await team.call("createServiceToken", credentials, {
        id,
        body: { lifetimeDays: 1, ...(scopes && { scopes }) },
      })
    ).body;
  const narrow = await mint(team, team.admin.session, { scopes: ["members:*", "orders:read"] });
  expect(await create(team.admin.session, ["tokens:verify"])).toMatchObject({ code: "insufficient_scope" });
  expect(await create({ bearer: narrow.value })).toMatchObject({ code: "insufficient_scope" });
  expect(await create({ bearer: narrow.value }, ["orders:write"])).toMatchObject({
    code: "insufficient_scope",
  });
  expect(await create({ bearer: narrow.value }, ["orders:read"])).toMatchObject({
    token: { scopes: ["orders:read"] },
  });
});

test("an Idempotency-Key that was used for one account makes nothing for another, and says so (B-42)", async () => {
  const [first, second] = [await account(), await account()];
  const create = (id: string) =>
    team.call(
      "createServiceToken",
      { ...team.admin.session, headers: { "idempotency-key": "for an account" } },
      { id, body: { name: "once", lifetimeDays: 1 } },
    );
  const { body } = await create(first);
  const again = await create(first);
  expect(again.body.code).toBe("idempotency_key_used");
  expect(again.headers.get("location")).toBe(`/v1/tokens/${body.token.id}`);
  expect(await create(second)).toMatchObject({ status: 422, body: { code: "idempotency_key_mismatch" } });
});

test("without service accounts in the plan their routes say so and their tokens are refused, until they are back", async () => {
  const id = await account();
  const [service, personal] = [await tokenOf(id), await mint(team, team.admin.session)];
  const plan = (entitlements: string[]) =>
    team.call("changeProject", team.owner.session, { id: team.projectId, body: { entitlements } });
  await plan(["accessTokens"]);
  const refused = [
    await team.call("listServiceAccounts", team.admin.session),
    await add({ name: "beyond the plan" }),
    await change(id, { name: "x" }),
    await team.call("createServiceToken", team.admin.session, { id, body: { lifetimeDays: 1 } }),
    await team.call("removeServiceAccount", team.admin.session, { id }),
  ];
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
    refused.map(() => [403, "not_in_plan"]),
  );
  expect([await statusOf(service), await verdictOn(service)]).toEqual([401, "tokens_disabled"]);
  expect(await statusOf(personal)).toBe(200);
  await plan(["accessTokens", "serviceAccounts"]);
  expect(await statusOf(service)).toBe(200);
});

test("a member sees neither accounts nor their tokens", async () => {
  const token = await tokenOf(await account());
  const as = team.member.session;
  expect((await team.call("listServiceAccounts", as)).body.code).toBe("forbidden");
  expect((await team.call("listProjectTokens", as)).body.code).toBe("forbidden");
  expect((await team.call("getToken", as, { id: token.id })).body.code).toBe("not_found");
  expect((await team.call("rotateToken", as, { id: token.id, body: { overlapSeconds: 0 } })).body.code).toBe(
    "not_found",
  );
});
