import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.ts";
import { parseAdmissionRules } from "../../src/core/identity.ts";
import { addMember, addProject, mint, PASSWORD } from "../fixture.ts";
import type { Known } from "./provider.ts";
import type { IdentityWorld } from "./world.ts";
import { startIdentityWorld, stranger } from "./world.ts";

/* Who comes by the identity provider for the first time becomes what the operator's rules say, and nobody else. */

let world: IdentityWorld;
/** What was counted of sign-ins. */
const metered: string[][] = [];

beforeAll(async () => {
  world = await startIdentityWorld("");
  const { service } = world.team;
  service.meters = { ...service.meters, signedIn: (...counted) => void metered.push(counted) };
  await addProject(world.team.service, "labs");
});
afterAll(() => world.stop());
afterEach(() => {
  rule("");
  world.team.clock.nowMs = Date.now();
});

function rule(rules: string, passwords: "everyone" | "owners" = "everyone"): void {
  const { service } = world.team;
  service.signInPolicy = { ...service.signInPolicy, admission: parseAdmissionRules(rules), passwords };
}

async function arrive(person: Known) {
  const { status, body, headers } = await world.arrive(person);
  const cookie =
    headers
      .getSetCookie()
      .find((one) => one.includes("session"))
      ?.split(";", 1)[0] ?? "";
  return { status, body, session: { cookie, csrf: String(body.session?.csrfToken) } };
}

const projectsOf = (body: { session: { projects: { slug: string; role: string }[] } }) =>
  body.session.projects.map(({ slug, role }) => `${slug}/${role}`);

const invite = async (email: string) =>
  (
    await world.team.call("addMember", world.team.owner.session, {
      body: { email, name: "Invited", role: "member" },
    })
  ).body;

describe("the rules", () => {
  test.each<[string, Partial<Known>, string[]]>([
    ["*=main/member", {}, ["main/member"]],
    ["*=main/admin", {}, ["main/admin"]],
    ["domain:example.com=main/member", { email: "rules-1@example.com" }, ["main/member"]],
    ["domain:example.com=main/member", { email: "RULES-2@EXAMPLE.COM" }, ["main/member"]],
    ["group:platform=main/admin,*=main/member", { groups: ["platform", "x"] }, ["main/admin"]],
    ["group:platform=main/admin,*=main/member", { groups: ["Platform"] }, ["main/member"]],
    ["group:platform=main/admin,*=main/member", { groups: "platform" }, ["main/member"]],
    ["*=main/member,group:platform=labs/admin", { groups: ["platform"] }, ["labs/admin", "main/member"]],
  ])("%s makes of %j %j", async (rules, claims, projects) => {
    rule(rules);
    const { status, body } = await arrive(stranger(claims));
    expect(status).toBe(200);
    expect(metered.at(-1)).toEqual(["identity", "succeeded"]);
    expect(projectsOf(body)).toEqual(projects);
    expect(body.session).toMatchObject({ hasPassword: false, waitsFor: [], operator: false });
  });

  test.each<[string, Partial<Known>]>([
    ["", {}],
    ["domain:example.com=main/member", { email: "a@sub.example.com" }],
    ["domain:example.com=main/member", { email: "example.com@evil.example" }],
    ["domain:example.com=main/member", { email: "a@notexample.com" }],
    ["*=nowhere/member", {}],
  ])("%s lets %j into nothing, and no account is left", async (rules, claims) => {
    rule(rules);
    const person = stranger(claims);
    const { status, body } = await arrive(person);
    expect([status, body.code]).toEqual([403, "forbidden"]);
    expect(metered.at(-1)).toEqual(["identity", "refused"]);
    const { db } = world.team.service;
    expect(
      await db.selectFrom("users").where("email", "=", String(person["email"])).select("id").execute(),
    ).toEqual([]);
    rule("*=main/member");
    expect((await arrive(person)).status).toBe(200);
  });

  test("count on the first sign-in: whoever was removed does not come back by signing in", async () => {
    rule("*=main/member");
    const person = stranger();
    const { body } = await arrive(person);
    const { status } = await world.team.call("removeMember", world.team.owner.session, {
      id: body.session.user.id,
    });
    expect(status).toBe(204);
    expect(projectsOf((await arrive(person)).body)).toEqual([]);
  });

  test("`ask` lets somebody wait until an administrator lets them in", async () => {
    rule("*=main/ask");
    const person = stranger();
    const { body, session } = await arrive(person);
    expect(body.session).toMatchObject({ projects: [], waitsFor: ["main"] });
    expect((await world.team.call("createToken", session, { body: { lifetimeDays: 1 } })).status).toBe(403);
    const { owner } = world.team;
    const query = { search: String(person["email"]) };
    const { body: members } = await world.team.call("listMembers", owner.session, { query });
    expect(members.items).toMatchObject([{ asked: true, active: false, invited: false, role: "member" }]);
    const letIn = await world.team.call("changeMember", owner.session, {
      id: members.items[0].id,
      body: { active: true },
    });
    expect(letIn.body.member).toMatchObject({ asked: false, active: true });
    expect(projectsOf((await arrive(person)).body)).toEqual(["main/member"]);
    const { body: log } = await world.team.call("listAuditEvents", owner.session, {
      query: { actor: body.session.user.id },
    });
    expect(log.items.map(({ event }: { event: string }) => event)).toContain("member.asked");
  });
});

describe("an account", () => {
  test("that somebody was invited to is theirs by its verified address; the link ends", async () => {
    const person = stranger();
    const { member, invitationLink } = await invite(String(person["email"]));
    const { body } = await arrive(person);
    expect(body.session.user.id).toBe(member.id);
    expect(projectsOf(body)).toEqual(["main/member"]);
    const secret = String(invitationLink).split("#")[1];
    expect((await world.team.call("showInvitation", {}, { body: { secret } })).status).toBe(404);
    const again = await world.team.call("inviteMember", world.team.owner.session, { id: member.id });
    expect([again.status, again.body.code]).toEqual([409, "already_set_up"]);
  });

  test("that a directory has made is theirs by its verified address, and deactivated it opens nothing", async () => {
    const { team } = world;
    const person = stranger();
    const scopes = ["members:write"];
    const directory = { bearer: (await mint(team, team.admin.session, { scopes })).value };
    const added = await team.call("createScimUser", directory, { body: { userName: person["email"] } });
    const { body, session } = await arrive(person);
    expect([body.session.user.id, projectsOf(body)]).toEqual([added.body.id, ["main/member"]]);
    expect((await team.call("listTokens", session)).status).toBe(200);
    const Operations = [{ op: "Replace", path: "active", value: "False" }];
    await team.call("changeScimUser", directory, { id: added.body.id, body: { Operations } });
    expect((await team.call("listTokens", session)).status).toBe(401);
    expect((await arrive(person)).body.session.projects).toEqual([]);
  });

  test("with a password is connected by that password alone, once, and soon", async () => {
    const { team } = world;
    const person = stranger();
    const account = await addMember(team.service, team.projectId, {
      email: String(person["email"]),
      role: "member",
    });
    const { status, body, session } = await arrive(person);
    expect([status, body.session, session.cookie]).toEqual([200, null, ""]);
    const { email, identity } = body.connecting;
    expect(email).toBe(account.email);
    const signIn = (password: string, as = account.email) =>
      team.call("signIn", {}, { body: { email: as, password, identity } });
    expect((await signIn("not the password at all")).status).toBe(401);
    const other = await addMember(team.service, team.projectId, {
      email: "other-account@example.com",
      role: "member",
    });
    expect((await signIn(PASSWORD, other.email)).body.code).toBe("identity_refused");
    expect((await signIn(PASSWORD)).status).toBe(200);
    expect((await arrive(person)).body.session.user.id).toBe(account.id);
    expect((await signIn(PASSWORD)).body.code).toBe("identity_refused");
  });

  test("with a password is not connected when that comes too late", async () => {
    const { team } = world;
    const person = stranger();
    const account = await addMember(team.service, team.projectId, {
      email: String(person["email"]),
      role: "member",
    });
    const { identity } = (await arrive(person)).body.connecting;
    team.clock.nowMs += LIMITS.identityFlowSeconds * 1000;
    const body = { email: account.email, password: PASSWORD, identity };
    expect((await team.call("signIn", {}, { body })).body.code).toBe("identity_refused");
  });

  test("is called what the provider calls it, on one line and without anybody's token", async () => {
    rule("*=main/admin");
    const { session } = await arrive(stranger());
    const { value } = await mint(world.team, session);
    const { body } = await arrive(stranger({ name: `Ada\nLove\u2028lace ${value}` }));
    expect(body.session.user.name).toMatch(/^Ada Love lace thp_\w{12}_…$/);
    expect((await arrive(stranger({ name: "  " }))).body.session.user.name).toMatch(/@example\.com$/);
  });
});

describe("passwords for owners alone", () => {
  test("let owners in and nobody else, who learn it only when theirs is right", async () => {
    const { team } = world;
    rule("", "owners");
    const signIn = async (email: string, password = PASSWORD) =>
      (await team.call("signIn", {}, { body: { email, password } })).status;
    expect(await signIn(team.owner.email)).toBe(200);
    expect(await signIn(team.member.email)).toBe(403);
    expect(await signIn(team.member.email, "wrong password, really")).toBe(401);
    expect((await team.call("getMe", { basic: team.member.basic })).status).toBe(403);
    rule("");
    expect(await signIn(team.member.email)).toBe(200);
  });
});

test("without an identity provider there is none to sign in with", async () => {
  const { service } = world.team;
  const { signInPolicy } = service;
  service.signInPolicy = { ...signInPolicy, provider: undefined };
  try {
    expect((await world.team.call("describeSignIn")).body).toEqual({
      identityProvider: null,
      passwords: "everyone",
    });
    expect((await world.team.call("beginIdentification")).status).toBe(404);
  } finally {
    service.signInPolicy = signInPolicy;
  }
  expect((await world.team.call("describeSignIn")).body.identityProvider).toEqual({ name: "Acme ID" });
});
