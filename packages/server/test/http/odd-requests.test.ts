import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation } from "../fixture.ts";
import { addMember, addProject, mint, signIn, startInstallation } from "../fixture.ts";
import { dial, sendRaw, statusesIn } from "./raw.ts";

let installation: Installation;
let session: Credentials;
let value: string;
let ownId: string;

beforeAll(async () => {
  installation = await startInstallation();
  const projectId = await addProject(installation.service, "main");
  const owner = await addMember(installation.service, projectId, {
    email: "owner@example.com",
    role: "owner",
  });
  session = await signIn(installation, owner);
  ({ value, id: ownId } = await mint(installation, session));
});
afterAll(() => installation.stop());

function raw(...lines: string[]): Promise<string> {
  return sendRaw(installation.url, `${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
}

async function getToken(id: string): Promise<Response> {
  return fetch(`${installation.url}/v1/tokens/${id}`, { headers: { authorization: `Bearer ${value}` } });
}

test.each(["x".repeat(101), "x".repeat(10_000), "%zz", "%ff", "%F0%9F"])(
  "an id like %.20s is judged by its route like any other, and names nothing (B-28)",
  async (id) => {
    const answer = await getToken(id);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: "not_found" }]);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await fetch(`${installation.url}/v1/tokens/${id}`)).status).toBe(401);
  },
);

test("an id in capitals, with a brace around it or without its dashes names nothing (B-28)", async () => {
  expect((await getToken(ownId)).status).toBe(200);
  for (const id of [ownId.toUpperCase(), `{${ownId}}`, ownId.replaceAll("-", ""), `urn:uuid:${ownId}`]) {
    expect((await getToken(id)).status, id).toBe(404);
  }
});

test("a path that cannot be decoded is refused in the words of its route", async () => {
  const answer = await fetch(`${installation.url}/v4/apiAccessTokens/%zz`, {
    headers: { authorization: `Bearer ${value}` },
  });
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { exception: { name: "DataNotFoundException" } },
  ]);
});

test.each([
  ["DELETE", "/v1/tokens/none", "application/json", 404],
  ["POST", "/v1/tokens/none/restore", "application/json", 404],
  ["DELETE", "/scim/v2/Users/none", "application/scim+json", 404],
  ["POST", "/oauth/revoke", "application/x-www-form-urlencoded", 400],
])("%s %s that names a kind of body and has none is answered", async (method, path, type, status) => {
  const answer = await raw(
    `${method} ${path} HTTP/1.1`,
    "Host: localhost",
    `Authorization: Bearer ${value}`,
    `Content-Type: ${type}`,
  );
  expect(statusesIn(answer)).toEqual([status]);
});

test("what else a request expects is no reason to refuse it (B-36)", async () => {
  const answer = await raw("GET /livez HTTP/1.1", "Host: localhost", "Expect: a-miracle");
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/i);
});

test("a request that does not say whom it is for is refused, and told so like any other (B-32)", async () => {
  const answer = await raw("GET /livez HTTP/1.1");
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/i);
  expect(answer).toContain('"detail":"The request has no Host"');
  expect(await raw("GET /livez HTTP/1.0")).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test("whoever hangs up before the answer leaves no error in the log", async () => {
  for (let n = 0; n < 30; n++) {
    const socket = dial(installation.url);
    await once(socket, "connect");
    socket.write(`GET /v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${value}\r\n\r\n`, () =>
      socket.resetAndDestroy(),
    );
    await once(socket, "close");
  }
  // Whoever asks last is answered last.
  expect((await getToken("none")).status).toBe(404);
  expect(installation.logLines.filter((line) => line.includes('"level":50'))).toEqual([]);
});

test.each(["name", "description"])(
  "a token's value is refused where somebody writes a %s",
  async (member) => {
    const body = { lifetimeDays: 7, [member]: `my ${value}` };
    const { status, body: refusal, text } = await installation.call("createToken", session, { body });
    expect([status, refusal.errors]).toEqual([
      400,
      [{ path: member, message: "must not hold a token's value" }],
    ]);
    expect(text).not.toContain(value);
  },
);

test("of many faults the first hundred are told, so that no answer is larger than its question", async () => {
  const strange = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, 0]));
  const { status, body, text } = await installation.call("createToken", session, { body: strange });
  expect([status, body.errors.length]).toEqual([400, 100]);
  expect(text.length).toBeLessThan(JSON.stringify(strange).length);
});
