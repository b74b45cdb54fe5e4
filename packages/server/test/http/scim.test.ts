import { createVerifier } from "@tokenhouse/sdk";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credentials, Reply } from "../fixture.ts";
import { addMember, mint, NOON, signIn } from "../fixture.ts";
import type { Team } from "../team.ts";
import type { Directory } from "./scim-directory.ts";
import { expectRefused, startDirectory, USER } from "./scim-directory.ts";

/* A directory adds, deactivates and removes people by SCIM 2.0 (RFC 7643, RFC 7644), and their tokens with them. */

let directory: Directory;
/** A protected API. */
let verifier: Credentials;

beforeAll(async () => {
  directory = await startDirectory();
  verifier = await verifierOf(directory.team);
});
afterAll(() => directory.team.stop());

async function verifierOf({ owner }: Team): Promise<Credentials> {
  return { bearer: (await mint(directory.team, owner.session, { scopes: ["tokens:verify"] })).value };
}

/** Somebody of the project with a password, a session and a token. */
async function worker() {
  const { team } = directory;
  const email = `${randomUUID()}@example.com`;
  const person = await addMember(team.service, team.projectId, { email, role: "member" });
  const session = await signIn(team, person);
  return { ...person, session, token: await mint(team, session) };
}

async function isAccepted(value: string, by: Credentials = verifier): Promise<boolean> {
  const { status, body } = await directory.team.call("verifyToken", by, { body: { token: value } });
  expect(status).toBe(200);
  return Boolean(body.valid);
}

test("somebody whom a directory adds is a member, is found by every name, and waits for no invitation", async () => {
  const reply = await directory.create({
    userName: "Ada@Example.com",
    externalId: "00u1",
    name: { givenName: "Ada", familyName: "of Example" },
    emails: [{ value: "ada@example.com", type: "work", primary: true }],
    active: true,
    password: "never read",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Sales" },
  });
  expect(reply.status, reply.text).toBe(201);
  const location = `${directory.team.url}/scim/v2/Users/${reply.body.id}`;
  expect(reply.headers.get("location")).toBe(location);
  expect(reply.headers.get("content-type")).toContain("application/scim+json");
  const user = {
    schemas: [USER],
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    externalId: "00u1",
    userName: "ada@example.com",
    displayName: "Ada of Example",
    name: { formatted: "Ada of Example" },
    emails: [{ value: "ada@example.com", type: "work", primary: true }],
    active: true,
    meta: { resourceType: "User", created: new Date(NOON).toISOString(), location },
  };
  expect(reply.body).toEqual(user);
  expect((await directory.show(String(reply.body.id))).body).toEqual(user);
  for (const filter of [
    'userName eq "ada@example.com"',
    'USERNAME Eq "ADA@example.com"',
    `${USER}:userName eq "ada@example.com"`,
    'emails.value eq "ada@example.com"',
    'externalId eq "00u1"',
    'externalId eq "\\u00300u1"',
    `id eq "${reply.body.id}"`,
  ]) {
    const { body } = await directory.list({ filter });
    expect([body.totalResults, body.Resources], filter).toEqual([1, [user]]);
  }
  const { items } = (
    await directory.team.call("listMembers", directory.team.owner.session, { query: { search: "ada@" } })
  ).body;
  expect(items).toMatchObject([{ role: "member", active: true, asked: false }]);
  const { db } = directory.team.service;
  expect(
    await db.selectFrom("invitations").where("user_id", "=", reply.body.id).selectAll().execute(),
  ).toEqual([]);
});

test.each<[string, object, string]>([
  ["its display name", { displayName: "Ada", name: { formatted: "Other" } }, "Ada"],
  ["its whole name", { name: { formatted: "Ada L.", givenName: "x" } }, "Ada L."],
  ["one part of a name", { name: { familyName: "Lovelace", givenName: null } }, "Lovelace"],
  ["more than one line", { displayName: "Ada\r\nX-Header: 1" }, "Ada X-Header: 1"],
])("somebody is called by %s", async (_, named, name) => {
  expect((await directory.show((await directory.created(named)).id)).body.displayName).toBe(name);
});

test("somebody without any name is called by their e-mail address", async () => {
  const { id, userName } = await directory.created({ name: {}, displayName: null });
  expect((await directory.show(id)).body.displayName).toBe(userName);
});

describe("deactivating somebody", () => {
  test.each<[string, (who: { id: string; email: string }) => Promise<Reply>]>([
    ["as Entra ID does", ({ id }) => directory.patch(id, { op: "Replace", path: "active", value: "False" })],
    ["as Okta does", ({ id }) => directory.patch(id, { op: "replace", value: { active: false } })],
    [
      "with the schema's name",
      ({ id }) => directory.patch(id, { op: "add", path: `${USER}:active`, value: false }),
    ],
    [
      "by another spelling",
      ({ id }) => directory.patch(id, { OP: "REPLACE", Path: "Active", VALUE: "false" }),
    ],
    ["as a whole", ({ id, email }) => directory.replace(id, { userName: email, active: false })],
  ])(
    "%s refuses their tokens on the next check and their session, until they are back",
    async (_, deactivate) => {
      const { token, session, ...person } = await worker();
      expect(await isAccepted(token.value)).toBe(true);
      const reply = await deactivate(person);
      expect([reply.status, reply.body.active], reply.text).toEqual([200, false]);
      expect(await isAccepted(token.value)).toBe(false);
      expect((await directory.team.call("listTokens", { bearer: token.value })).status).toBe(401);
      expect((await directory.team.call("listTokens", session)).status).toBe(401);
      expect(
        (await directory.patch(person.id, { op: "replace", path: "active", value: true })).body.active,
      ).toBe(true);
      expect(await isAccepted(token.value)).toBe(true);
    },
  );

  test("is answered when no API that holds their token in memory accepts it any more", async () => {
    const { id, token } = await worker();
    const api = await createVerifier({ url: directory.team.url, token: verifier.bearer ?? "" });
    try {
      expect((await api.verify(token.value)).valid).toBe(true);
      await directory.patch(id, { op: "replace", path: "active", value: false });
      expect((await api.verify(token.value)).valid).toBe(false);
    } finally {
      await api.close();
    }
  });

  test("holds for somebody who is added without being active, too", async () => {
    const { id } = await directory.created({ active: false });
    expect((await directory.show(id)).body.active).toBe(false);
  });

  test("leaves them in other projects as they are", async () => {
    const { email, ...person } = await worker();
    const body = { email, name: "The same", role: "member" };
    await directory.team.call("addMember", directory.other.owner.session, { body });
    const session = await signIn(directory.team, { email, ...person });
    const elsewhere = await mint(directory.team, { ...session, project: "other" });
    await directory.patch(person.id, { op: "replace", path: "active", value: false });
    expect(await isAccepted(elsewhere.value, await verifierOf(directory.other))).toBe(true);
  });
});

test("somebody who is removed is gone, and their tokens stay revoked when they come back", async () => {
  const { id, email, token } = await worker();
  expect((await directory.remove(id)).status).toBe(204);
  expect(await isAccepted(token.value)).toBe(false);
  expectRefused(await directory.show(id), 404);
  expectRefused(await directory.remove(id), 404);
  expect((await directory.list({ filter: `userName eq "${email}"` })).body).toMatchObject({
    totalResults: 0,
    Resources: [],
  });
  expect((await directory.create({ userName: email })).body.id).toBe(id);
  expect(await isAccepted(token.value)).toBe(false);
});

test("what a modification leaves out stays, and what is not kept is ignored", async () => {
  const { id, userName } = await directory.created({ externalId: "x1", displayName: "Before" });
  const before = (await directory.show(id)).body;
  const untouched = [
    directory.replace(id, { userName }),
    directory.replace(id, { userName, externalId: null, displayName: "After", title: "Dr" }),
    directory.patch(id, { op: "add", path: "name.givenName", value: "After" }),
    directory.patch(id, { op: "replace", path: 'emails[type eq "work"].value', value: "x@example.com" }),
    directory.patch(id, { op: "remove", path: "displayName" }),
    directory.patch(id, {
      op: "add",
      value: { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "x" },
    }),
    directory.patch(id, { op: "replace", path: "userName", value: userName.toUpperCase() }),
  ];
  for (const reply of await Promise.all(untouched)) expect([reply.status, reply.body]).toEqual([200, before]);
  expect(
    (await directory.patch(id, { op: "replace", path: "externalId", value: "x2" })).body.externalId,
  ).toBe("x2");
  expect((await directory.patch(id, { op: "remove", path: "externalId" })).body).not.toHaveProperty(
    "externalId",
  );
});

test("another project's people are not there", async () => {
  const { id, email } = directory.other.member;
  expectRefused(await directory.show(id), 404);
  expectRefused(await directory.patch(id, { op: "replace", path: "active", value: false }), 404);
  expectRefused(await directory.remove(id), 404);
  expect((await directory.list({ filter: `userName eq "${email}"` })).body.totalResults).toBe(0);
});
