import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation } from "../fixture.ts";
import { addServiceAccount, cookiesOf, mint, NOON, PASSWORD } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;
let other: Team;

beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
});
afterAll(() => team.stop());

const add = (body: object) =>
  team.call("addProject", team.owner.session, { body: { name: "Orders", ...body } });
const change = (id: string, body: object) => team.call("changeProject", team.owner.session, { id, body });
const entry = async (id: string) => {
  const { body } = await team.call("listProjects", team.owner.session);
  return body.items.find((item: { id: string }) => item.id === id);
};

test("whoever runs the installation creates projects and becomes their owner, or makes somebody else it", async () => {
  const own = await add({ name: "Shop & Orders" });
  expect(own.status).toBe(201);
  expect(own.body.project).toEqual({
    id: expect.any(String),
    slug: "shop-orders",
    name: "Shop & Orders",
    plan: "everything",
    entitlements: ["accessTokens", "serviceAccounts"],
    closed: false,
    members: 1,
    activeTokens: 0,
    createdAt: new Date(NOON).toISOString(),
  });
  const mine = { ...team.owner.session, project: "shop-orders" };
  expect((await team.call("getMe", mine)).body).toMatchObject({
    role: "owner",
    project: { slug: "shop-orders" },
  });
  const given = await add({ name: "Given Away", owner: "MEMBER@main.example" });
  expect((await team.call("getMe", { ...team.owner.session, project: "given-away" })).body.code).toBe(
    "forbidden",
  );
  const theirs = { ...team.member.session, project: "given-away" };
  expect((await team.call("getMe", theirs)).body).toMatchObject({
    role: "owner",
    project: { id: given.body.project.id },
  });
  const nobody = await add({ name: "Nobody's", owner: "nobody@example.com" });
  expect(nobody).toMatchObject({ status: 404, body: { code: "not_found" } });
  const { body } = await team.call("listProjects", team.owner.session);
  expect(body.items.map(({ name }: { name: string }) => name)).not.toContain("Nobody's");
});

test("nobody else sees, creates or changes projects, and a try to change leaves a row in the audit log", async () => {
  const tries = async ({ session }: Team["owner"]) => [
    await team.call("listProjects", session),
    await team.call("addProject", session, { body: { name: "Mine" } }),
    await team.call("changeProject", session, { id: other.projectId, body: { name: "Mine" } }),
  ];
  for (const person of [other.owner, other.admin, team.admin]) {
    const replies = await tries(person);
    expect(replies.map(({ status, body }) => [status, body.code])).toEqual(
      replies.map(() => [403, "forbidden"]),
    );
  }
  const query = { event: "act.refused", actor: other.owner.id };
  const { body } = await team.call("exportAuditJson", other.owner.session, { query });
  expect(body.map(({ detail }: { detail: { operation: string } }) => detail.operation)).toEqual([
    "changeProject",
    "addProject",
  ]);
  const { value } = await mint(team, { ...team.owner.session, project: "main" });
  expect((await team.call("listProjects", { bearer: value })).body.code).toBe("forbidden");
});

test.each(["a", "orders-2", "0", "x".repeat(63)])("%j is a slug, and is taken once it is", async (slug) => {
  expect((await add({ slug })).body.project.slug).toBe(slug);
  const again = await add({ slug });
  expect(again).toMatchObject({ status: 409, body: { code: "name_taken", errors: [{ path: "slug" }] } });
});

test.each(["", "-a", "a-", "A", "a_b", "a b", "ä", "x".repeat(64), "../x", 7])(
  "%j is no slug",
  async (slug) => {
    expect(await add({ slug })).toMatchObject({ status: 400, body: { errors: [{ path: "slug" }] } });
  },
);

test("a slug that is made from the name is refused at the name when it is taken", async () => {
  await add({ name: "Twice" });
  expect(await add({ name: "TWICE!" })).toMatchObject({ status: 409, body: { errors: [{ path: "name" }] } });
});

test("a project is renamed under the same slug", async () => {
  const { id, slug } = (await add({ name: "Before" })).body.project;
  expect((await change(id, { name: "After" })).body.project).toMatchObject({ name: "After", slug });
  expect(await entry(id)).toMatchObject({ name: "After", plan: "everything", closed: false });
  expect((await change(team.owner.id, { name: "x" })).body.code).toBe("not_found");
});

test("a plan without access tokens refuses them and says so on their routes; back in the plan, all is as it was", async () => {
  const token = await mint(team, other.owner.session);
  const statusOf = async () => (await team.call("getMe", { bearer: token.value })).status;
  expect((await change(other.projectId, { plan: "free", entitlements: [] })).body.project).toMatchObject({
    plan: "free",
    entitlements: [],
  });
  expect(await statusOf()).toBe(401);
  for (const operation of ["listTokens", "listProjectTokens", "listApiAccessTokens", "getToken"] as const) {
    const { status, text } = await team.call(operation, other.owner.session, { id: token.id });
    expect([status, text.includes("not in your plan (free)")], operation).toEqual([403, true]);
  }
  expect((await team.call("getMe", other.owner.session)).body).toMatchObject({
    entitlements: [],
    mayGenerate: false,
  });
  const { items } = (await team.call("listMembers", other.owner.session)).body;
  expect(items.filter((member: { mayGenerate: boolean }) => member.mayGenerate)).toEqual([]);
  await change(other.projectId, { entitlements: ["accessTokens", "serviceAccounts"] });
  expect(await statusOf()).toBe(200);
  const wrong = await change(other.projectId, { entitlements: ["accessTokens", "accessTokens"] });
  expect(wrong.body.errors).toMatchObject([{ path: "entitlements" }]);
  expect((await change(other.projectId, { entitlements: ["everything"] })).body.errors).toMatchObject([
    { path: "entitlements.0" },
  ]);
});

test("nobody enters a closed project and none of its tokens is good; reopened, all is as it was", async () => {
  const closing = await addTeam(team, "closing");
  const { owner } = closing;
  const serviceAccount = await addServiceAccount(team, owner.session, { name: "runner", role: "admin" });
  const tokens = [await mint(team, owner.session), await mint(team, owner.session, { serviceAccount })];
  const values = tokens.map(({ value }) => value);
  const statuses = () =>
    Promise.all(values.map(async (bearer) => (await team.call("getMe", { bearer })).status));
  const closed = await change(closing.projectId, { closed: true });
  expect(closed.body.project).toMatchObject({ closed: true, members: 3, activeTokens: 2 });
  expect(await statuses()).toEqual([401, 401]);
  for (const { session, basic } of [owner, closing.member]) {
    expect((await team.call("getMe", session)).body.code).toBe("forbidden");
    expect((await team.call("getMe", { basic })).body.code).toBe("forbidden");
  }
  const signedIn = await team.call("signIn", {}, { body: { email: owner.email, password: PASSWORD } });
  expect(signedIn.body.projects).toEqual([]);
  await change(closing.projectId, { name: "Renamed while closed" });
  expect(await statuses()).toEqual([401, 401]);
  await change(closing.projectId, { closed: false });
  expect(await statuses()).toEqual([200, 200]);
  for (const cookie of [owner.session.cookie, cookiesOf(signedIn.headers)]) {
    expect((await team.call("getMe", { cookie })).body.role).toBe("owner");
  }
});

test("every change of a project stands in its own audit log with before and after", async () => {
  const { id } = (await add({ name: "Watched" })).body.project;
  await change(id, { plan: "free", entitlements: ["accessTokens"] });
  const query = { event: "project" };
  const { body } = await team.call(
    "exportAuditJson",
    { ...team.owner.session, project: "watched" },
    { query },
  );
  const whole = {
    name: "Watched",
    plan: "everything",
    entitlements: ["accessTokens", "serviceAccounts"],
    closed: false,
  };
  expect(body).toMatchObject([
    {
      event: "project.changed",
      detail: { before: whole, after: { ...whole, plan: "free", entitlements: ["accessTokens"] } },
    },
    { event: "project.added", detail: { project: "watched", owner: team.owner.id } },
  ]);
});
