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
  ["a bare LF", "X-A: b\nX-B: c"],
  ["a folded line", "X-A: b\r\n c"],
  ["a blank before the colon", "X-A : b"],
  ["no colon", "X-A"],
  ["no name", ": b"],
])("a header with %s is refused by the parser (B-8)", async (_, header) => {
  expect(await askedAs(bearer(), header)).toEqual([400]);
});

test.each([
  ["two lengths", ["Content-Length: 2", "Content-Length: 3"]],
  ["a length and chunks", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
  ["chunks and a length", ["Transfer-Encoding: chunked", "Content-Length: 5"]],
  ["a length that is a list", ["Content-Length: 5, 6"]],
  ["a length with a sign", ["Content-Length: +5"]],
])(
  "a request with %s is refused, and what is hidden in its body never answered (B-33)",
  async (_, headers) => {
    const hidden = `0\r\n\r\nGET /v1/me HTTP/1.1\r\n${HOST}\r\n${bearer()}\r\n\r\n`;
    const first = ["POST /v1/verify HTTP/1.1", HOST, bearer(), ...headers].join("\r\n");
    const heard = await sendRaw(installation.url, `${first}\r\n\r\n${hidden}`);
    expect(statusesIn(heard)).toEqual([400]);
  },
);

test("of requests one behind the other each is judged by its own header (B-34)", async () => {
  const other = await mint(installation, { basic: owner.basic });
  const callers = Array.from({ length: 1000 }, (_, n) => [token, other, undefined][n % 3]);
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

test("bytes beyond ASCII in a token make it another token (B-9)", async () => {
  expect(await askedAs(`${bearer()}\xc3\xa9`)).toEqual([401]);
  expect(await askedAs("Authorization: Bearer \xff\xfe")).toEqual([401]);
});

test("a second credential beside the token is refused or means nothing (B-5, B-7, B-14, B-15)", async () => {
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

test("two session cookies are refused, under whichever of the two names (B-38)", async () => {
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
  ["TRACE", 405],
  ["PUT", 405],
  ["OPTIONS", 405],
  ["HEAD", 405],
])("%s opens no route that takes another method (B-30)", async (method, status) => {
  const heard = await send(`${method} /v1/verify HTTP/1.1`, bearer());
  expect(statusesIn(heard)).toEqual([status]);
});

test.each([
  ["a method in small letters", "get /v1/me HTTP/1.1"],
  ["HTTP/0.9", "GET /v1/me"],
  ["the preface of HTTP/2", "PRI * HTTP/2.0"],
])("%s is no request (B-30, B-36)", async (_, first) => {
  expect(statusesIn(await send(first, bearer()))).toEqual([400]);
});

test("a method in another header, and another host than ours, mean nothing (B-30, B-32, B-36)", async () => {
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
])("%s is another address than the one that it looks like (B-31)", async (path) => {
  expect(statusesIn(await send(`GET ${path} HTTP/1.1`, bearer()))).toEqual([404]);
});

test("a body without a word of what it is is not read (B-26)", async () => {
  const heard = await send("POST /v1/tokens HTTP/1.1", bearer(), "Content-Length: 0");
  expect(statusesIn(heard)).toEqual([400]);
  const head = ["POST /v1/tokens HTTP/1.1", HOST, bearer(), "Content-Length: 2", "Connection: close"];
  expect(statusesIn(await sendRaw(installation.url, `${head.join("\r\n")}\r\n\r\n{}`))).toEqual([415]);
});

test("whoever asks for a tunnel gets none (B-30)", async () => {
  expect(await send("CONNECT example.com:443 HTTP/1.1", bearer())).not.toContain(" 200 ");
});

test("a whole address is judged by its path, and its host is nobody (B-31, B-32)", async () => {
  const statusOf = async (line: string, ...headers: string[]) =>
    statusesIn(await send(`${line} HTTP/1.1`, ...headers))[0];
  expect(await statusOf("GET http://evil.example/v1/me", bearer())).toBe(200);
  expect(await statusOf("GET http://evil.example/v1/me")).toBe(401);
  expect(await statusOf("GET http://evil.example/v1/settings", bearer())).toBe(200);
  // Proxies ask by the path alone.
  expect(await statusOf("GET http://evil.example/auth/nginx", bearer())).toBe(404);
  expect(await statusOf("OPTIONS *", bearer())).toBe(404);
});

test.each(["GET /v1/me", "GET /livez", "GET /auth/forward", "GET /auth/envoy/x"])(
  "a request for two hosts is refused: %s (B-32)",
  async (line) => {
    for (const other of ["Host: localhost", "host: evil.example"]) {
      expect(statusesIn(await send(`${line} HTTP/1.1`, bearer(), other)), other).toEqual([400]);
      expect(statusesIn(await send(`${line} HTTP/1.0`, bearer(), other)), other).toEqual([400]);
    }
  },
);

test("a host that is none of ours stands in no answer (B-32)", async () => {
  const evil = ["Host: evil.example", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"];
  for (const path of ["/.well-known/oauth-authorization-server", "/v1/openapi.json", "/v1/me", "/nothing"]) {
    const head = [`GET ${path} HTTP/1.1`, ...evil, bearer(), "Connection: close"];
    const heard = await sendRaw(installation.url, `${head.join("\r\n")}\r\n\r\n`);
    expect(heard, path).toMatch(/^HTTP\/1\.1 (?:200|404) /);
    expect(heard, path).not.toContain("evil.example");
  }
});

test.each([
  ["with an extension", "10;a=b\r\n", 200],
  ["with an extension of 20 000 bytes", `10;${"a".repeat(20_000)}\r\n`, 400],
  ["of a size that no number holds", "FFFFFFFFFFFFFFFFF\r\n", 400],
  ["of less than nothing", "-10\r\n", 400],
  ["of a size with a sign of hexadecimals", "0x10\r\n", 400],
  ["that ends too late", "0f\r\n", 400],
])("a chunk %s is taken for what it is (B-33)", async (_, size, status) => {
  const head = ["POST /v1/verify HTTP/1.1", HOST, bearer(), "Content-Type: application/json"];
  const chunks = `${size}{"token":"thp_"}\r\n0\r\n\r\n`;
  const heard = await sendRaw(
    installation.url,
    `${[...head, "Transfer-Encoding: chunked", "Connection: close"].join("\r\n")}\r\n\r\n${chunks}`,
  );
  expect(statusesIn(heard)).toEqual([status]);
});

test("whoever asks first whether to send a body is told to, and is judged like anybody (B-36)", async () => {
  const body = '{"token":"thp_x"}';
  const head = ["POST /v1/verify HTTP/1.1", HOST, "Content-Type: application/json", "Expect: 100-continue"];
  head.push(`Content-Length: ${body.length}`, "Connection: close");
  for (const [credential, status] of [
    [[bearer()], 200],
    [[], 401],
  ] as const) {
    const lines = [...head, ...credential].join("\r\n");
    expect(statusesIn(await sendRaw(installation.url, `${lines}\r\n\r\n${body}`))).toEqual([100, status]);
  }
});

test.each([
  ["of no character", "", 400],
  ["of 200 characters", "k".repeat(200), 201],
  ["of 201 characters", "k".repeat(201), 400],
  ["of 10 000 characters", "k".repeat(10_000), 400],
])("an Idempotency-Key %s is told whether it is one (B-42)", async (_, key, status) => {
  const { call } = installation;
  const credentials = { bearer: token.value, headers: { "idempotency-key": key } };
  const { status: answered } = await call("createToken", credentials, { body: { lifetimeDays: 1 } });
  expect(answered).toBe(status);
});

test("a condition on a version that tokens do not have is left alone (B-42)", async () => {
  const { id } = await mint(installation, { basic: owner.basic });
  const credentials = { bearer: token.value, headers: { "if-match": '"x"', "if-none-match": "*" } };
  expect((await installation.call("revokeToken", credentials, { id })).status).toBe(200);
});

test.each([
  ["longer than any password", { password: "p".repeat(129) }, 400],
  ["of a megabyte", { password: "p".repeat(2 ** 20) }, 413],
  ["with NUL behind the right one", { password: `${PASSWORD}\0` }, 401],
  ["right, for a name with a dot behind it", { email: "owner@example.com." }, 401],
])("a password %s signs nobody in (B-39)", async (_, other, status) => {
  const body = { email: owner.email, password: PASSWORD, ...other };
  expect((await installation.call("signIn", {}, { body })).status).toBe(status);
});

test("a password beside the address is bounded like one in a body (B-39)", async () => {
  for (const [email, password] of [
    [owner.email, "p".repeat(129)],
    ["o".repeat(255), PASSWORD],
  ] as const) {
    const { status, body } = await installation.call("getMe", { basic: [email, password] });
    expect([status, body.code]).toEqual([400, "invalid_request"]);
  }
  for (const [email, password] of [
    [owner.email, `${PASSWORD}\0`],
    [`${owner.email}\0`, PASSWORD],
    [`${owner.email}.`, PASSWORD],
  ] as const) {
    expect((await installation.call("getMe", { basic: [email, password] })).status).toBe(401);
  }
});

test.each([
  "2026-11-22",
  "2026-11-22T12:00:00",
  "2026-11-22T24:00:00Z",
  "2026-12-31T23:59:60Z",
  "2027-02-29T00:00:00Z",
  "+101960-01-01T00:00:00Z",
])("an instant written %s is none (B-19)", async (expiresAfter) => {
  const { status, body } = await installation.call(
    "listTokens",
    { bearer: token.value },
    { query: { expiresAfter } },
  );
  expect([status, body.errors]).toMatchObject([400, [{ path: "expiresAfter" }]]);
});
