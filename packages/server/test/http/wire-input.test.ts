import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation, Minted, Person } from "../fixture.ts";
import { addMember, addProject, mint, PASSWORD, startInstallation } from "../fixture.ts";
import { sendRaw, statusesIn } from "./raw.ts";

/* What arrives on the wire and no HTTP client would send. The parser is Node's: an update of it is to change nothing. */

let installation: Installation;
let owner: Person;
let token: Minted;

beforeAll(async () => {
  installation = await startInstallation();
  const projectId = await addProject(installation.service, "main");
  owner = await addMember(installation.service, projectId, { email: "owner@example.com", role: "owner" });
  token = await mint(installation, { basic: owner.basic });
});
afterAll(() => installation.stop());

const HOST = "Host: localhost";

function send(first: string, ...headers: string[]): Promise<string> {
  return sendRaw(installation.url, `${[first, HOST, ...headers, "Connection: close"].join("\r\n")}\r\n\r\n`);
}

async function askedAs(...headers: string[]): Promise<number[]> {
  return statusesIn(await send("GET /v1/me HTTP/1.1", ...headers));
}

const bearer = () => `Authorization: Bearer ${token.value}`;

test.each([
  ["NUL in a value", "X-A: b\0c"],
  ["NUL in a name", "X-A\0: b"],
  ["a bare CR", "X-A: b\rc"],
  ["a folded line", "X-A: b\r\n c"],
  ["a blank before the colon", "X-A : b"],
  ["no colon", "X-A"],
  ["no name", ": b"],
])("a header with %s is refused by the parser", async (_, header) => {
  expect(await askedAs(bearer(), header)).toEqual([400]);
});

test.each([
  ["two lengths", ["Content-Length: 2", "Content-Length: 3"]],
  ["a length and chunks", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
  ["chunks and a length", ["Transfer-Encoding: chunked", "Content-Length: 5"]],
  ["a length that is a list", ["Content-Length: 5, 6"]],
  ["a length with a sign", ["Content-Length: +5"]],
])("a request with %s is refused, and what is hidden in its body never answered", async (_, headers) => {
  const hidden = `0\r\n\r\nGET /v1/me HTTP/1.1\r\n${HOST}\r\n${bearer()}\r\n\r\n`;
  const first = ["POST /v1/verify HTTP/1.1", HOST, bearer(), ...headers].join("\r\n");
  const heard = await sendRaw(installation.url, `${first}\r\n\r\n${hidden}`);
  expect(statusesIn(heard)).toEqual([400]);
});

test("of requests one behind the other each is judged by its own header", async () => {
  const other = await mint(installation, { basic: owner.basic });
  const callers = Array.from({ length: 300 }, (_, n) => [token, other, undefined][n % 3]);
  const requests = callers.map((caller, n) => {
    const authorization = caller ? `Authorization: Bearer ${caller.value}\r\n` : "";
    const last = n === callers.length - 1 ? "Connection: close\r\n" : "";
    return `GET /v1/me HTTP/1.1\r\n${HOST}\r\n${authorization}${last}\r\n`;
  });
  const heard = await sendRaw(installation.url, requests.join(""));
  expect(statusesIn(heard)).toEqual(callers.map((caller) => (caller ? 200 : 401)));
  const ids = Array.from(heard.matchAll(/"token":\{"id":"([0-9a-f-]{36})"/g), ([, id]) => id);
  expect(ids).toEqual(callers.flatMap((caller) => caller?.id ?? []));
});

test("bytes beyond ASCII in a token make it another token", async () => {
  expect(await askedAs(`${bearer()}\xc3\xa9`)).toEqual([401]);
  expect(await askedAs("Authorization: Bearer \xff\xfe")).toEqual([401]);
});

test("a second credential beside the token is refused or means nothing", async () => {
  expect(await askedAs(bearer(), `Authorization: Bearer thp_x`)).toEqual([400]);
  expect(await askedAs("Authorization: Bearer thp_x", bearer())).toEqual([400]);
  expect(await askedAs(`X-Api-Key: ${token.value}`)).toEqual([401]);
  expect(await askedAs(`Proxy-Authorization: Bearer ${token.value}`)).toEqual([401]);
  expect(await askedAs(`Referer: https://example.com/?t=${token.value}`)).toEqual([401]);
  const basic = (text: string) => `Authorization: Basic ${Buffer.from(text).toString("base64")}`;
  for (const text of [`${token.value}:`, `x:${token.value}`, `${token.id}:${token.value}`]) {
    expect(await askedAs(basic(text)), text).toEqual([401]);
  }
});

test("two session cookies are refused, under whichever of the two names", async () => {
  const cookie = (name: string) => `${name}=${"x".repeat(43)}`;
  for (const names of [
    ["tokenhouse_session", "tokenhouse_session"],
    ["tokenhouse_session", "__Host-tokenhouse_session"],
  ]) {
    expect(await askedAs(`Cookie: ${names.map((name) => cookie(name)).join("; ")}`)).toEqual([400]);
  }
  expect(await askedAs(`Cookie: ${cookie("tokenhouse_session")}\xff`)).toEqual([401]);
  expect(await askedAs(`Cookie: x=${"y".repeat(5000)}; ;;=`)).toEqual([401]);
});

test.each([
  ["TRACE", 404],
  ["PUT", 405],
  ["OPTIONS", 405],
  ["HEAD", 405],
])("%s opens no route that takes another method", async (method, status) => {
  const heard = await send(`${method} /v1/verify HTTP/1.1`, bearer());
  expect(statusesIn(heard)).toEqual([status]);
});

test.each([
  ["a method in small letters", "get /v1/me HTTP/1.1"],
  ["HTTP/0.9", "GET /v1/me"],
  ["the preface of HTTP/2", "PRI * HTTP/2.0"],
])("%s is no request", async (_, first) => {
  expect(statusesIn(await send(first, bearer()))).toEqual([400]);
});

test("a method in another header, and another host than ours, mean nothing", async () => {
  const heard = await send(
    `GET /v1/tokens/${token.id} HTTP/1.1`,
    bearer(),
    "X-HTTP-Method-Override: DELETE",
    "X-Original-URL: /v1/settings",
    "X-Forwarded-Host: evil.example",
    "Upgrade: h2c",
  );
  expect(statusesIn(heard)).toEqual([200]);
  expect(heard).not.toContain("evil.example");
  expect(await askedAs(bearer())).toEqual([200]);
});

test.each([
  "//v1/me",
  "/v1//me",
  "/./v1/me",
  "/v1/x/../me",
  "/v1/me/",
  "/v1/me;jsessionid=1",
  "/v1%2fme",
  "/V1/me",
  "/v1/me%00",
])("%s is another address than the one that it looks like", async (path) => {
  expect(statusesIn(await send(`GET ${path} HTTP/1.1`, bearer()))).toEqual([404]);
});

test.each([
  ["application/json; charset=utf-7", "{}"],
  ["application/json", "\x1f\x8b\x08\x00"],
  ["", "{}"],
])("a body as %j is not taken for what it is not", async (type, body) => {
  const heard = await sendRaw(
    installation.url,
    [
      "POST /v1/tokens HTTP/1.1",
      HOST,
      bearer(),
      ...(type === "" ? [] : [`Content-Type: ${type}`]),
      "Content-Encoding: gzip",
      `Content-Length: ${body.length}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
  expect([400, 415]).toContain(statusesIn(heard)[0]);
});

test.each([
  ["longer than any password", { password: "p".repeat(129) }, 400],
  ["of a megabyte", { password: "p".repeat(2 ** 20) }, 413],
  ["with NUL behind the right one", { password: `${PASSWORD}\0` }, 401],
  ["right, for a name with a dot behind it", { email: "owner@example.com." }, 401],
])("a password %s signs nobody in", async (_, other, status) => {
  const body = { email: owner.email, password: PASSWORD, ...other };
  expect((await installation.call("signIn", {}, { body })).status).toBe(status);
});

test.each([
  "2026-11-22",
  "2026-11-22T12:00:00",
  "2026-11-22T24:00:00Z",
  "2026-12-31T23:59:60Z",
  "2027-02-29T00:00:00Z",
  "+101960-01-01T00:00:00Z",
])("an instant written %s is none", async (expiresAfter) => {
  const { status, body } = await installation.call(
    "listTokens",
    { bearer: token.value },
    { query: { expiresAfter } },
  );
  expect([status, body.errors]).toMatchObject([400, [{ path: "expiresAfter" }]]);
});
