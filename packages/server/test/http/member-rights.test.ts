import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../../src/core/policy.ts";
import type { Credentials, Installation, Minted, Person } from "../fixture.ts";
import { addMember, cookiesOf, mint, PASSWORD, signIn } from "../fixture.ts";
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

/** One more person of the project. */
function somebody(role: Role): Promise<Person> {
  return addMember(team.service, team.projectId, { email: `somebody-${count++}@example.com`, role });
}

const change = (id: string, body: object, credentials: Credentials = team.owner.session) =>
  team.call("changeMember", credentials, { id, body });
const statusOf = async ({ value }: Minted) => (await team.call("getMe", { bearer: value })).status;
/** What the project's owner is told of a value. */
const verdictOn = async ({ value }: Minted, scopes?: string[]) => {
  const body = { token: value, ...(scopes && { scopes }) };
  return (await team.call("verifyToken", { bearer: verifier.value }, { body })).body.code;
};

test("only an owner makes, changes, invites or removes owners", async () => {
  const { id } = await somebody("member");
  const anOwner = await somebody("owner");
  const invited = await team.call("addMember", team.owner.session, {
    body: { email: "owner-to-be@example.com", name: "Owner", role: "owner" },
  });
  const as = team.admin.session;
  const body = { email: "usurper@example.com", name: "Usurper", role: "owner", password: PASSWORD };
  const refused = [
    await team.call("addMember", as, { body }),
    await change(id, { role: "owner" }, as),
    await change(team.admin.id, { role: "owner" }, as),
    await change(anOwner.id, { role: "member" }, as),
    await change(anOwner.id, { active: false }, as),
    await change(anOwner.id, { tokenAccess: "deny" }, as),
    await change(anOwner.id, { password: "a password of the admin's" }, as),
    await change(anOwner.id, { endTokens: true }, as),
    await team.call("inviteMember", as, { id: String(invited.body.member.id) }),
    await team.call("removeMember", as, { id: anOwner.id }),
  ];
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
    refused.map(() => [403, "forbidden"]),
  );
  expect((await change(id, { role: "owner" })).body.member.role).toBe("owner");
  expect((await change(id, { role: "member" })).body.member.role).toBe("member");
  expect((await team.call("removeMember", team.owner.session, { id: anOwner.id })).status).toBe(204);
});

test("an administrator adds, changes and removes members and administrators", async () => {
  const as = team.admin.session;
  const body = { email: "hired@example.com", name: "Hired", role: "admin" };
  const { id } = (await team.call("addMember", as, { body })).body.member;
  expect((await change(id, { role: "member", tokenAccess: "allow" }, as)).body.member).toMatchObject({
    role: "member",
    tokenAccess: "allow",
    mayGenerate: true,
  });
  expect((await team.call("removeMember", as, { id })).status).toBe(204);
});

test("a project keeps an active owner, whichever way the last one would go", async () => {
  const { owner } = await addTeam(team, "lonely");
  const go = [
    () => change(owner.id, { role: "admin" }, owner.session),
    () => change(owner.id, { active: false }, owner.session),
    () => team.call("removeMember", owner.session, { id: owner.id }),
  ];
  for (const way of go) expect(await way()).toMatchObject({ status: 409, body: { code: "last_owner" } });
  const body = { email: "second@lonely.example", name: "Second", role: "owner", password: PASSWORD };
  const second = String((await team.call("addMember", owner.session, { body })).body.member.id);
  await change(second, { active: false }, owner.session);
  for (const way of go) expect((await way()).body.code).toBe("last_owner");
  await change(second, { active: true }, owner.session);
  expect((await change(owner.id, { role: "admin" }, owner.session)).status).toBe(200);
  expect((await team.call("getMe", owner.session)).body.role).toBe("admin");
});

test("of two owners who let go of themselves at the same moment one stays", async () => {
  const { owner } = await addTeam(team, "pair");
  const body = { email: "second@pair.example", name: "Second", role: "owner", password: PASSWORD };
  const { id } = (await team.call("addMember", owner.session, { body })).body.member;
  const second = await signIn(team, { id, email: body.email, basic: [body.email, PASSWORD] });
  const replies = await Promise.all([
    change(owner.id, { role: "member" }, owner.session),
    change(id, { role: "member" }, second),
  ]);
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 409]));
});

test("the right to tokens is inherited, allowed or denied from the next request on, for tokens that there are too", async () => {
  const person = await somebody("member");
  const session = await signIn(team, person);
  const create = () => team.call("createToken", session, { body: { lifetimeDays: 1 } });
  expect((await create()).body.code).toBe("not_allowed_to_generate");
  await change(person.id, { tokenAccess: "allow" });
  const token = await mint(team, session);
  expect(await statusOf(token)).toBe(200);
  await change(person.id, { tokenAccess: "deny" });
  expect([await statusOf(token), await verdictOn(token)]).toEqual([401, "not_allowed_to_use"]);
  expect((await create()).body.code).toBe("not_allowed_to_generate");
  await team.call("changeSettings", team.owner.session, { body: { everyoneMayGenerate: true } });
  expect(await statusOf(token)).toBe(401);
  await change(person.id, { tokenAccess: "inherit" });
  expect(await statusOf(token)).toBe(200);
  await team.call("changeSettings", team.owner.session, { body: { everyoneMayGenerate: false } });
  expect([await statusOf(token), await verdictOn(token)]).toEqual([401, "not_allowed_to_use"]);
});

test("a deactivated member is refused at once with every token and session; reactivated, the tokens work again (C-10)", async () => {
  const person = await somebody("admin");
  const session = await signIn(team, person);
  const token = await mint(team, session);
  expect((await change(person.id, { active: false })).body.member).toMatchObject({
    active: false,
    mayGenerate: false,
    activeTokens: 1,
  });
  expect([await statusOf(token), await verdictOn(token)]).toEqual([401, "holder_inactive"]);
  expect((await team.call("getMe", session)).status).toBe(401);
  expect((await team.call("getMe", { basic: person.basic })).body.code).toBe("forbidden");
  await change(person.id, { active: true });
  expect(await statusOf(token)).toBe(200);
  expect((await team.call("getMe", session)).status).toBe(401);
});

test("a change of a member may end their tokens here, for good, and nobody else's (C-28)", async () => {
  const person = await somebody("admin");
  const elsewhere = await addTeam(team, "elsewhere");
  await team.call("addMember", elsewhere.owner.session, {
    body: { email: person.email, name: "x", role: "admin" },
  });
  const [first, second, foreign] = [
    await mint(team, { basic: person.basic, project: "main" }),
    await mint(team, { basic: person.basic, project: "main" }),
    await mint(team, { basic: person.basic, project: "elsewhere" }),
  ];
  const bystander = await mint(team, team.admin.session);
  const { body } = await change(person.id, { active: false, endTokens: true });
  expect(body.member.activeTokens).toBe(0);
  await change(person.id, { active: true });
  expect(await Promise.all([first, second].map((token) => verdictOn(token)))).toEqual(["revoked", "revoked"]);
  expect(await Promise.all([foreign, bystander].map(statusOf))).toEqual([200, 200]);
});

test("a password reset ends the sessions and leaves the tokens, unless they are to end too (C-5, C-11)", async () => {
  const person = await somebody("admin");
  const session = await signIn(team, person);
  const token = await mint(team, session);
  await change(person.id, { password: "given by the administrator" });
  expect((await team.call("getMe", session)).status).toBe(401);
  expect(await statusOf(token)).toBe(200);
  const signInWith = (password: string) =>
    team.call("signIn", {}, { body: { email: person.email, password } });
  expect((await signInWith(PASSWORD)).status).toBe(401);
  const { headers } = await signInWith("given by the administrator");
  await change(person.id, { password: "given for the second time", endTokens: true });
  expect((await team.call("getMe", { cookie: cookiesOf(headers) })).status).toBe(401);
  expect(await verdictOn(token)).toBe("revoked");
});

test("nobody resets the password of somebody in other projects, or of whoever runs the installation", async () => {
  const person = await somebody("member");
  const { owner } = await addTeam(team, "their-own");
  const body = { email: person.email, name: "x", role: "member" };
  await team.call("addMember", owner.session, { body });
  const another = await somebody("owner");
  const asAnother = await signIn(team, another);
  const password = "a password of somebody else's";
  for (const id of [person.id, team.owner.id]) {
    expect(await change(id, { password }, asAnother)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
  }
  expect((await team.call("signIn", {}, { body: { email: person.email, password: PASSWORD } })).status).toBe(
    200,
  );
});

test("a removed member's tokens are revoked, and coming back revives nothing (C-5, C-10)", async () => {
  const person = await somebody("admin");
  const session = await signIn(team, person);
  const token = await mint(team, session);
  expect((await team.call("removeMember", team.owner.session, { id: person.id })).status).toBe(204);
  expect(await verdictOn(token)).toBe("revoked");
  expect((await team.call("getMe", session)).status).toBe(401);
  expect((await team.call("getToken", team.owner.session, { id: token.id })).body).toMatchObject({
    status: "revoked",
    revokeReason: "The member was removed",
    holder: { id: person.id },
  });
  const body = { email: person.email, name: "x", role: "owner" };
  await team.call("addMember", team.owner.session, { body });
  expect([await statusOf(token), await verdictOn(token)]).toEqual([401, "revoked"]);
});

test("what a token may do follows the role that its holder has now", async () => {
  const person = await somebody("admin");
  await change(person.id, { tokenAccess: "allow" });
  const session = await signIn(team, person);
  const broad = await mint(team, session);
  const narrow = await mint(team, session, { scopes: ["tokens:verify"] });
  const mayVerify = async ({ value }: Minted) => {
    const { status, body } = await team.call("verifyToken", { bearer: value }, { body: { token: "x" } });
    return status === 200 || body.code;
  };
  expect([await mayVerify(broad), await mayVerify(narrow)]).toEqual([true, true]);
  await change(person.id, { role: "member" });
  expect([await mayVerify(broad), await mayVerify(narrow)]).toEqual([
    "insufficient_scope",
    "insufficient_scope",
  ]);
  expect(await verdictOn(broad, ["tokens:verify"])).toBe("insufficient_scope");
  expect(await verdictOn(broad, ["orders:read"])).toBe("valid");
  await change(person.id, { role: "owner" });
  const settings = () =>
    team.call("changeSettings", { bearer: broad.value }, { body: { defaultLifetimeDays: 30 } });
  expect([await mayVerify(narrow), (await settings()).status]).toEqual([true, 200]);
  await change(person.id, { role: "admin" });
  expect((await settings()).body.code).toBe("insufficient_scope");
});

test("a session, too, may do what the role of now holds", async () => {
  const person = await somebody("admin");
  const session = await signIn(team, person);
  expect((await team.call("listMembers", session)).status).toBe(200);
  await change(person.id, { role: "member" });
  expect((await team.call("listMembers", session)).body.code).toBe("forbidden");
});
