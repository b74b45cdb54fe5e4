import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credentials } from "../fixture.ts";
import { mint } from "../fixture.ts";
import type { Directory } from "./scim-directory.ts";
import { expectRefused, startDirectory, USER } from "./scim-directory.ts";

/* What of SCIM 2.0 is understood, and how the rest is refused. */

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});
afterAll(() => directory.team.stop());

test("of several operations the later counts, and of those with a fault among them none", async () => {
  const { id } = await directory.created();
  const [off, on] = [false, true].map((value) => ({ op: "replace", path: "active", value }));
  expect((await directory.patch(id, off ?? {}, on ?? {})).body.active).toBe(true);
  expectRefused(
    await directory.patch(id, off ?? {}, { op: "explode", path: "active" }),
    400,
    "invalidSyntax",
  );
  expect((await directory.show(id)).body.active).toBe(true);
});

describe("what is refused is told in SCIM's words", () => {
  test.each<[string, string, object]>([
    ["an unknown operation", "invalidSyntax", { op: "move", path: "active", value: true }],
    ["no path to remove", "noTarget", { op: "remove" }],
    ["a path that is none", "invalidPath", { op: "replace", path: "active eq", value: true }],
    ["no attributes", "invalidValue", { op: "replace", value: true }],
    ["a list of attributes", "invalidValue", { op: "replace", value: [{ active: false }] }],
    ["neither true nor false", "invalidValue", { op: "replace", path: "active", value: "no" }],
    ["nothing where there must be something", "invalidValue", { op: "replace", path: "active", value: null }],
    ["to be without activity", "mutability", { op: "remove", path: "active" }],
    ["another userName", "mutability", { op: "replace", path: "userName", value: "b@example.com" }],
    ["an externalId that is no text", "invalidValue", { op: "replace", path: "externalId", value: 7 }],
    [
      "an externalId as long as a book",
      "invalidValue",
      { op: "add", path: "externalId", value: "x".repeat(300) },
    ],
  ])("a modification with %s: %s", async (_, scimType, operation) => {
    const { id } = await directory.created();
    expectRefused(await directory.patch(id, operation), 400, scimType);
    expect((await directory.show(id)).body.active).toBe(true);
  });

  test.each([
    ["another comparison", 'userName sw "ada"'],
    ["two of them", 'userName eq "a@example.com" and active eq true'],
    ["an attribute that is not kept", 'displayName eq "Ada"'],
    ["no string", "userName eq ada"],
    ["a broken string", 'userName eq "\\x"'],
    ["a character that no text has", 'externalId eq "\\u0000"'],
    ["half a character", 'externalId eq "\\ud800"'],
    ["nothing", ""],
  ])("a filter with %s", async (_, filter) => {
    expectRefused(await directory.list({ filter }), 400, "invalidFilter");
  });

  test.each<[string, object, number, string]>([
    ["no userName", { displayName: "x" }, 400, "invalidValue"],
    ["a userName that is no e-mail address", { userName: "ada" }, 400, "invalidValue"],
    [
      "another e-mail address",
      { userName: "a@x.example", emails: [{ value: "b@x.example" }] },
      400,
      "invalidValue",
    ],
    [
      "an attribute in two spellings",
      { userName: "a@x.example", USERNAME: "b@x.example" },
      400,
      "invalidSyntax",
    ],
    ["somebody who is there already", { userName: "MEMBER@main.example" }, 409, "uniqueness"],
  ])("a user with %s", async (_, user, status, scimType) => {
    expectRefused(await directory.create(user), status, scimType);
  });

  test("an owner is not the directory's to end", async () => {
    const { id, email } = directory.team.owner;
    expectRefused(await directory.patch(id, { op: "replace", path: "active", value: false }), 403);
    expectRefused(await directory.replace(id, { userName: email, active: false }), 403);
    expectRefused(await directory.remove(id), 403);
  });

  test("nobody is let in without a token that may write members", async () => {
    const token = await mint(directory.team, directory.team.member.session);
    const reading = await mint(directory.team, directory.team.owner.session, { scopes: ["members:read"] });
    const body = { userName: "never@example.com" };
    for (const [credentials, status] of [
      [{}, 401],
      [{ bearer: "thp_nothing" }, 401],
      [{ bearer: token.value }, 403],
      [{ bearer: reading.value }, 403],
      [directory.team.owner.session, 403],
      [{ basic: directory.team.owner.basic }, 401],
    ] as [Credentials, number][]) {
      const reply = await directory.team.call("createScimUser", credentials, { body });
      expectRefused(reply, status);
      expect(reply.headers.has("www-authenticate")).toBe(status === 401 || "bearer" in credentials);
    }
    expect((await directory.list({ filter: 'userName eq "never@example.com"' })).body.totalResults).toBe(0);
  });
});

test("a long list comes in parts, from a place and as many as asked for", async () => {
  const added = [await directory.created(), await directory.created(), await directory.created()];
  const whole = (await directory.list({ count: "100" })).body;
  expect(whole).toMatchObject({ startIndex: 1, totalResults: whole.Resources.length });
  const ids = (whole.Resources as { id: string }[]).map(({ id }) => id);
  for (const { id } of added) expect(ids).toContain(id);
  const part = (await directory.list({ startIndex: "2", count: "2" })).body;
  expect(part).toMatchObject({ startIndex: 2, itemsPerPage: 2, totalResults: ids.length });
  expect((part.Resources as { id: string }[]).map(({ id }) => id)).toEqual(ids.slice(1, 3));
  expect((await directory.list({ count: "0" })).body).toMatchObject({
    itemsPerPage: 0,
    totalResults: ids.length,
  });
  expect((await directory.list({ startIndex: "-4", count: "-1" })).body).toMatchObject({
    startIndex: 1,
    Resources: [],
  });
  expect((await directory.list({ startIndex: "1000000" })).body).toMatchObject({
    Resources: [],
    totalResults: ids.length,
  });
  expectRefused(await directory.list({ count: "many" }), 400, "invalidValue");
});

test.each([
  "application/scim+json",
  "application/json; charset=utf-8",
  "application/scim+json;charset=UTF-8",
])("a body comes as %s", async (type) => {
  const { bearer = "" } = directory.credentials;
  const headers = { authorization: `Bearer ${bearer}`, "content-type": type };
  const body = JSON.stringify({ userName: `${randomUUID()}@example.com` });
  const answer = await fetch(`${directory.team.url}/scim/v2/Users`, { method: "POST", headers, body });
  expect(answer.status).toBe(201);
});

test("no other kind of body is taken here, and SCIM's kind nowhere else", async () => {
  const headers = { authorization: `Bearer ${directory.credentials.bearer ?? ""}` };
  const send = async (path: string, type: string) => {
    const answer = await fetch(`${directory.team.url}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": type },
      body: JSON.stringify({ userName: "never@example.com" }),
    });
    return [answer.status, (await answer.json()) as object];
  };
  const form = "application/x-www-form-urlencoded";
  expect(await send("/scim/v2/Users", form)).toEqual([415, expect.objectContaining({ status: "415" })]);
  expect(await send("/v1/members", "application/scim+json")).toEqual([
    415,
    expect.objectContaining({ code: "unsupported_media_type" }),
  ]);
});

test("what of SCIM is spoken here is told to anybody", async () => {
  const { body } = await directory.team.call("getScimConfiguration");
  expect(body).toMatchObject({
    patch: { supported: true },
    filter: { supported: true, maxResults: 100 },
    bulk: { supported: false },
    authenticationSchemes: [{ type: "oauthbearertoken" }],
  });
  const types = (await directory.team.call("listScimResourceTypes")).body;
  expect(types.Resources).toMatchObject([{ id: "User", endpoint: "/Users", schema: USER }]);
  const { Resources } = (await directory.team.call("listScimSchemas")).body;
  const [{ id, attributes }] = Resources as [{ id: string; attributes: { name: string }[] }];
  const { id: userId } = await directory.created();
  const { schemas: _, meta: __, id: ___, ...user } = (await directory.show(userId)).body;
  expect([id, attributes.map(({ name }) => name).toSorted()]).toEqual([USER, Object.keys(user).toSorted()]);
});
