import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials, Installation } from "../fixture.ts";
import { addMember, addProject, cookiesOf, NOON, PASSWORD } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;
let other: Team;

beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
});
afterAll(() => team.stop());

const NEW_PASSWORD = "another horse, another battery";

async function add(body: object, credentials: Credentials = team.owner.session) {
  return team.call("addMember", credentials, { body: { name: "New", role: "member", ...body } });
}

/** Somebody who has been invited and has not answered yet. */
async function invite(email: string, credentials: Credentials = team.owner.session) {
  const { body, status } = await add({ email }, credentials);
  expect(status).toBe(201);
  return { id: String(body.member.id), secret: secretOf(body) };
}

function secretOf({ invitationLink }: { invitationLink?: string }): string {
  expect(invitationLink).toMatch(new RegExp(`^${team.url}/invitation#[\\w-]{43}$`));
  return invitationLink?.split("#")[1] ?? "";
}

const accept = (secret: string, password = NEW_PASSWORD) =>
  team.call("acceptInvitation", {}, { body: { secret, name: "Chosen Name", password } });
const show = (secret: string) => team.call("showInvitation", {}, { body: { secret } });
const signInWith = (email: string, password: string) =>
  team.call("signIn", {}, { body: { email, password } });

test("a person added with a password signs in with it, in the role they were given", async () => {
  const { body, status } = await add({ email: "Ada@Example.com", role: "admin", password: NEW_PASSWORD });
  expect(status).toBe(201);
  expect(body).toEqual({
    member: {
      id: expect.any(String),
      name: "New",
      email: "ada@example.com",
      role: "admin",
      tokenAccess: "inherit",
      mayGenerate: true,
      active: true,
      invited: false,
      asked: false,
      secondFactor: false,
      activeTokens: 0,
      createdAt: new Date(NOON).toISOString(),
    },
  });
  const signedIn = await signInWith("ada@example.com", NEW_PASSWORD);
  expect(signedIn.body.projects).toEqual([{ id: team.projectId, slug: "main", name: "main", role: "admin" }]);
  expect((await signInWith("ada@example.com", PASSWORD)).status).toBe(401);
});

test("somebody is a member once, in whatever spelling the address comes (C-5)", async () => {
  for (const email of ["twice@example.com", "TWICE@example.com"]) await add({ email });
  const again = await add({ email: "Twice@Example.com" });
  expect(again).toMatchObject({ status: 409, body: { code: "name_taken", errors: [{ path: "email" }] } });
  const { body } = await team.call("listMembers", team.owner.session, { query: { search: "twice@" } });
  expect(body.total).toBe(1);
});

test("an invitation says who is invited where to, takes one password, and has then done its work", async () => {
  const { id, secret } = await invite("invited@example.com");
  expect((await show(secret)).body).toEqual({ email: "invited@example.com", name: "New", project: "main" });
  expect((await signInWith("invited@example.com", NEW_PASSWORD)).status).toBe(401);
  const accepted = await accept(secret);
  expect(accepted).toMatchObject({
    status: 201,
    body: { user: { id, name: "Chosen Name" }, operator: false },
  });
  const me = await team.call("getMe", { cookie: cookiesOf(accepted.headers) });
  expect(me.body).toMatchObject({ user: { id, name: "Chosen Name" }, role: "member" });
  for (const used of [await show(secret), await accept(secret, "a third password")]) {
    expect(used).toMatchObject({ status: 404, body: { code: "not_found" } });
  }
  expect((await signInWith("invited@example.com", NEW_PASSWORD)).status).toBe(200);
  const again = await team.call("inviteMember", team.owner.session, { id });
  expect(again).toMatchObject({ status: 409, body: { code: "already_set_up" } });
});

test("of 64 people who use one link at the same moment one gets in, with the password they chose (C-15)", async () => {
  const { secret } = await invite("raced@example.com");
  const passwords = Array.from({ length: 64 }, (_, n) => `${NEW_PASSWORD} ${n}`);
  const replies = await Promise.all(passwords.map((password) => accept(secret, password)));
  const winners = passwords.filter((_, n) => replies[n]?.status === 201);
  expect(winners).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 404)).toHaveLength(63);
  expect((await signInWith("raced@example.com", winners[0] ?? "")).status).toBe(200);
});

test("an invitation ends after seven days, to the instant, and a new link takes its place (B-20)", async () => {
  const { id, secret } = await invite("late@example.com");
  const renew = () => team.call("inviteMember", team.owner.session, { id });
  const second = secretOf((await renew()).body);
  expect((await show(secret)).status).toBe(404);
  expect((await accept(secret)).status).toBe(404);
  team.clock.nowMs = NOON + 7 * DAY_MS - 1;
  expect((await show(second)).status).toBe(200);
  team.clock.nowMs = NOON + 7 * DAY_MS;
  expect((await show(second)).status).toBe(404);
  expect((await accept(second)).status).toBe(404);
  const third = secretOf((await renew()).body);
  expect((await accept(third)).status).toBe(201);
  team.clock.nowMs = NOON;
});

test("an invitation ends with the membership: removed, deactivated or in a closed project", async () => {
  const { id, secret } = await invite("unwanted@example.com");
  const changeMember = (body: object) => team.call("changeMember", team.owner.session, { id, body });
  await changeMember({ active: false });
  expect((await accept(secret)).status).toBe(404);
  await changeMember({ active: true });
  const close = (closed: boolean) =>
    team.call("changeProject", team.owner.session, { id: other.projectId, body: { closed } });
  const elsewhere = await invite("elsewhere@example.com", other.owner.session);
  await close(true);
  expect((await accept(elsewhere.secret)).status).toBe(404);
  await close(false);
  expect((await show(elsewhere.secret)).status).toBe(200);
  await team.call("removeMember", team.owner.session, { id });
  expect((await accept(secret)).status).toBe(404);
  const again = await invite("unwanted@example.com");
  expect(again.id).toBe(id);
  expect((await accept(secret)).status).toBe(404);
  expect((await accept(again.secret)).status).toBe(201);
});

test("somebody with an account here joins with the name and the password that they have", async () => {
  const person = await addMember(team.service, other.projectId, { email: "both@example.com", role: "admin" });
  const refused = await add({ email: person.email, password: NEW_PASSWORD });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "password" }] } });
  const { body } = await add({ email: person.email, name: "Not Theirs" });
  expect(body.invitationLink).toBeUndefined();
  expect(body.member).toMatchObject({ id: person.id, name: person.email, invited: false });
  const { body: session } = await signInWith(person.email, PASSWORD);
  expect(session.projects.map(({ slug, role }: { slug: string; role: string }) => [slug, role])).toEqual([
    ["main", "member"],
    ["other", "admin"],
  ]);
});

test("an account that is in another project too cannot be taken over by a link or a password from here", async () => {
  const { id, secret } = await invite("wanted@example.com", other.owner.session);
  const here = await add({ email: "wanted@example.com" });
  expect(here.body).toMatchObject({ member: { id, invited: true } });
  expect(here.body.invitationLink).toBeUndefined();
  const takeOver = async () => {
    const link = await team.call("inviteMember", team.owner.session, { id });
    const reset = await team.call("changeMember", team.owner.session, {
      id,
      body: { password: NEW_PASSWORD },
    });
    return [link.body.code, reset.body.code];
  };
  expect(await takeOver()).toEqual(["forbidden", "forbidden"]);
  await team.call("changeMember", other.owner.session, { id, body: { active: false } });
  expect(await takeOver()).toEqual(["forbidden", "forbidden"]);
  await team.call("changeMember", other.owner.session, { id, body: { active: true } });
  expect((await accept(secret)).status).toBe(201);
});

test("members are listed by address a page at a time, and found by a part of name or address", async () => {
  const projectId = await addProject(team.service, "crowd");
  const owner = await addMember(team.service, projectId, { email: "m05@crowd.example", role: "owner" });
  const { status, headers, body } = await signInWith(owner.email, PASSWORD);
  expect(status).toBe(200);
  const session = { cookie: cookiesOf(headers), csrf: String(body.csrfToken) };
  const emails = Array.from({ length: 11 }, (_, n) => `m${String(n).padStart(2, "0")}@crowd.example`);
  for (const email of emails.filter((one) => one !== owner.email)) await add({ email }, session);
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: Record<string, string> = { limit: "3", ...(cursor && { cursor }) };
    const page = (await team.call("listMembers", session, { query })).body;
    expect(page.total).toBe(11);
    seen.push(...page.items.map((item: { email: string }) => item.email));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(emails);
  const found = await team.call("listMembers", session, { query: { search: "M1" } });
  expect(found.body.items.map((item: { email: string }) => item.email)).toEqual(emails.slice(10));
});
