import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation, Person } from "../fixture.ts";
import { addMember, addProject, mint, signIn, startInstallation } from "../fixture.ts";

let installation: Installation;
let owner: Person;
let session: Credentials;

beforeAll(async () => {
  installation = await startInstallation();
  const projectId = await addProject(installation.service, "main");
  owner = await addMember(installation.service, projectId, { email: "owner@example.com", role: "owner" });
  session = await signIn(installation, owner);
});
afterAll(() => installation.stop());

async function create(body: unknown) {
  const before = await countTokens();
  const reply = await installation.call("createToken", session, { body });
  expect(await countTokens(), "nothing may be created").toBe(before);
  return reply;
}

async function countTokens(): Promise<number> {
  return Number((await installation.call("listTokens", session)).body.total);
}

test.each([
  0,
  -1,
  -2,
  0.5,
  "7",
  "1e3",
  "0x10",
  " 7 ",
  "",
  null,
  true,
  [7],
  [],
  {},
  366,
  1e12,
  2 ** 53,
  -0,
  1e-7,
  1e9,
  36_500_000,
  "７",
  "never",
])(
  "a lifetime of %j days is refused with the limit named and nothing created (B-16, B-17, B-18)",
  async (lifetimeDays) => {
    const { status, body } = await create({ name: "bad", lifetimeDays });
    const message = "must be a whole number of days from 1 to 365; this project allows at most 365 days";
    expect({ status, code: body.code, errors: body.errors }).toEqual({
      status: 400,
      code: "invalid_request",
      errors: [{ path: "lifetimeDays", message }],
    });
    expect(body.detail).toContain("365");
  },
);

test("a lifetime that is left out is refused like any other that is none (B-18)", async () => {
  const { errors } = (await create({ name: "bad" })).body;
  expect(errors).toEqual([{ path: "lifetimeDays", message: expect.stringContaining("at most 365") }]);
});

test("-1 means never only where the project sets no maximum, and can be revoked (B-18) (C-30)", async () => {
  const { call } = installation;
  await call("changeSettings", session, { body: { maxLifetimeDays: -1 } });
  const never = await call("createToken", session, { body: { name: "forever", lifetimeDays: -1 } });
  expect(never.body.token).toMatchObject({ expiresAt: null, status: "active" });
  await call("revokeToken", session, { id: never.body.token.id });
  expect((await call("getMe", { bearer: never.body.value })).status).toBe(401);
  const tooFar = await call("createToken", session, { body: { lifetimeDays: 36_501 } });
  expect(tooFar.body.detail).toContain("36500, or -1 for never");
  await call("changeSettings", session, { body: { maxLifetimeDays: 365 } });
});

test.each([
  ["an unknown member", { extra: 1 }, "extra"],
  ["a member that names a holder", { holder: "someone" }, "holder"],
  ["a member that names the creator", { createdBy: "someone" }, "createdBy"],
  ["the name of an owner", { owner_id: "someone" }, "owner_id"],
  ["a state", { revoked_at: null }, "revoked_at"],
  ["an id of its own", { id: "0bc1d49f-0000-4000-8000-000000000000" }, "id"],
  ["a blank name", { name: "  " }, "name"],
  ["an empty name", { name: "" }, "name"],
  ["a name of 256 characters", { name: "n".repeat(256) }, "name"],
  ["a name with a line break", { name: "a\nb" }, "name"],
  ["a name with NUL", { name: "a\0b" }, "name"],
  ["a name with a line separator", { name: "a\u2028b" }, "name"],
  ["a name with 10 000 marks above one letter", { name: `e${"\u0301".repeat(10_000)}` }, "name"],
  ["a name that is no text", { name: 7 }, "name"],
  ["a description with NUL", { description: "a\0" }, "description"],
  ["a description of 1001 characters", { description: "d".repeat(1001) }, "description"],
  ["no scope at all", { scopes: [] }, "scopes"],
  ["scopes as text", { scopes: "orders:read" }, "scopes"],
  ["a scope twice", { scopes: ["orders:read", "orders:read"] }, "scopes"],
  ["a scope that is none", { scopes: ["orders"] }, "scopes.0"],
  ["a scope named like a prototype", { scopes: ["__proto__"] }, "scopes.0"],
  ["a scope named like a constructor", { scopes: ["constructor"] }, "scopes.0"],
  ["a list within the list of scopes", { scopes: [["orders:read"]] }, "scopes.0"],
  ["10 000 scopes", { scopes: Array.from({ length: 10_000 }, () => "*") }, "scopes"],
  ["101 scopes", { scopes: Array.from({ length: 101 }, (_, n) => `s${n}:read`) }, "scopes"],
  ["an address that is none", { ipAllowList: ["10.0.0.0/33"] }, "ipAllowList.0"],
  ["an address with a zone", { ipAllowList: ["fe80::1%eth0"] }, "ipAllowList.0"],
])("%s is refused at its field (B-22, B-24, B-27)", async (_, members, path) => {
  const { status, body } = await create({ name: "bad", lifetimeDays: 7, ...members });
  expect({ status, code: body.code }).toEqual({ status: 400, code: "invalid_request" });
  expect(body.errors.map((fault: { path: string }) => fault.path)).toContain(path);
});

test.each([
  ["not JSON", "{"],
  ["a list", "[]"],
  ["a number", "7"],
  ["null", "null"],
  ["a prototype", '{"__proto__":{"lifetimeDays":7}}'],
  ["a constructor", '{"constructor":{"prototype":{}},"lifetimeDays":7}'],
  ["30 000 levels that nobody closes", "[".repeat(30_000)],
  ["one with a member twice", '{"lifetimeDays":7,"name":"a","lifetimeDays":8}'],
  [
    "one with a member twice, written otherwise",
    '{"name":"a", "lifetimeDays" : 7, "lifetime\\u0044ays"\n:7}',
  ],
  [
    "one with a member twice further down",
    '{"lifetimeDays":7,"rateLimit":{"requests":1,"windowSeconds":1,"requests":2}}',
  ],
  ["a lone surrogate", '{"name":"\\ud800","lifetimeDays":7}'],
  ["one with a number beyond all numbers", '{"lifetimeDays":1e400}'],
  ["one with less than nothing", '{"lifetimeDays":-0}'],
  ["one with a number that is rounded", '{"lifetimeDays":9007199254740993}'],
  ["one with NaN", '{"lifetimeDays":NaN}'],
])("a body that is %s is refused (B-16, B-23, B-25)", async (_, body) => {
  expect((await create(body)).body).toMatchObject({ status: 400, code: "invalid_request" });
});

test("a body that names a member twice is refused by name, a check too, and one member of two objects is no such (B-23)", async () => {
  const { body } = await create('{"lifetimeDays":7,"scopes":["a:read"],"scopes":["*"]}');
  expect(body.detail).toBe("The body has a member scopes twice: give it once");
  const { bearer } = { bearer: (await mint(installation, session)).value };
  const twice = `{"token":"x","token":${JSON.stringify(bearer)}}`;
  const checked = await installation.call("verifyToken", { bearer }, { body: twice });
  expect([checked.status, checked.body.code]).toEqual([400, "invalid_request"]);
  const batch = '{"checks":[{"token":"{\\"token\\":1,\\"token\\":"},{"token":"b"}]}';
  expect((await installation.call("verifyTokens", { bearer }, { body: batch })).status).toBe(200);
});

test("a body beyond the limit is refused before it is read (B-25, B-27)", async () => {
  const { status, body } = await create({ name: "n".repeat(70_000), lifetimeDays: 7 });
  expect({ status, code: body.code }).toEqual({ status: 413, code: "payload_too_large" });
});

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/xml",
])("a body as %s is refused, so that no form of another site passes (B-26)", async (contentType) => {
  const answer = await fetch(`${installation.url}/v1/session`, {
    method: "POST",
    headers: { "content-type": contentType },
    body: JSON.stringify({ email: owner.email, password: owner.basic[1] }),
  });
  expect(answer.status).toBe(415);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test("strange but honest texts are stored and given back to the letter (B-27)", async () => {
  const names = [
    "=cmd()",
    "'; drop table tokens; --",
    "<script>alert(1)</script>",
    "%s ${x}",
    "名前 🚀",
    "e\u0301",
    "\u202eabc",
    "a\u200db",
    "👩‍👩‍👧‍👦",
    `z${"\u0301".repeat(254)}`,
    "deploy",
    "dеploy",
  ];
  for (const name of names) {
    const { id } = await mint(
      installation,
      { basic: owner.basic },
      { name, description: `${name}\nsecond line` },
    );
    expect((await installation.call("getToken", session, { id })).body).toMatchObject({
      name,
      description: `${name}\nsecond line`,
    });
  }
});

test.each(["../", "%2e%2e", "%00", "%zz", "-1", "9223372036854775808", "1.5", "%F0%9F"])(
  "an id like %s names nothing (B-28)",
  async (id) => {
    const { value } = await mint(installation, session);
    const answer = await fetch(`${installation.url}/v1/tokens/${id}`, {
      headers: { authorization: `Bearer ${value}` },
    });
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  },
);

test.each([
  { limit: "0" },
  { limit: "101" },
  { limit: "1e9" },
  { limit: "-1" },
  { limit: "x" },
  { sort: "holder" },
  { status: "dead" },
  { cursor: "bm9uc2Vuc2U" },
  { cursor: "" },
  { limit: "NaN" },
  { "limit[]": "1" },
  { unknown: "1" },
])("a list asked with %j is refused at its field (B-29)", async (query) => {
  const { status, body } = await installation.call("listTokens", session, { query });
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ path: Object.keys(query)[0] }]);
});

test("a cursor belongs to its list, its filters and its person (B-29)", async () => {
  const { call } = installation;
  const { body } = await call("listTokens", session, { query: { limit: "1" } });
  const cursor = String(body.nextCursor);
  expect((await call("listTokens", session, { query: { limit: "1", cursor } })).status).toBe(200);
  for (const other of [{ sort: "name" }, { search: "x" }, { status: "active" }]) {
    expect((await call("listTokens", session, { query: { cursor, ...other } })).status).toBe(400);
  }
  expect((await call("listTokens", session, { query: { cursor: cursor.slice(0, -2) } })).status).toBe(400);
});

test("what the framework refuses is a problem too, and nothing answers without a request id", async () => {
  for (const path of ["/v1/nothing", "/V1/tokens", "/v1//tokens", "/v2/x", "/.well-known/x"]) {
    const answer = await fetch(`${installation.url}${path}`);
    expect(answer.status, path).toBe(404);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await answer.json()).toMatchObject({
      type: "urn:tokenhouse:problem:not_found",
      code: "not_found",
    });
  }
});

test("a caller's own request id is kept when it is one", async () => {
  const ask = async (id: string) => {
    const answer = await fetch(`${installation.url}/livez`, { headers: { "x-request-id": id } });
    return answer.headers.get("x-request-id");
  };
  expect(await ask("build-4711.a")).toBe("build-4711.a");
  expect(await ask("two words")).not.toBe("two words");
  expect(await ask("x".repeat(65))).not.toBe("x".repeat(65));
});
