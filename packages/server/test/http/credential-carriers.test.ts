import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { checksum } from "../../../sdk/src/token-format.ts";
import type { Installation, Minted } from "../fixture.ts";
import { mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";
import { sendRaw, statusesIn } from "./raw.ts";

/* A credential is read before the framework and behind it, for a form and for JSON: at every door it is the same one. */

let team: Installation & Team;
let token: Minted;

beforeAll(async () => {
  team = await startTeam();
  token = await mint(team, team.owner.session);
});
afterAll(() => team.stop());

/** Something that is asked for with a credential, and has nothing else that could be refused. */
interface Door {
  line: string;
  body?: [type: string, text: string];
}

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const DOORS: Record<string, Door> = {
  "a route": { line: "GET /v1/me" },
  "Dataprep's list": { line: "GET /v4/apiAccessTokens" },
  "a check": { line: "POST /v1/verify", body: [JSON_TYPE, '{"token":"thp_x"}'] },
  "a batch": { line: "POST /v1/verify/batch", body: [JSON_TYPE, '{"checks":[{"token":"thp_x"}]}'] },
  introspection: { line: "POST /oauth/introspect", body: [FORM_TYPE, "token=thp_x"] },
  revocation: { line: "POST /oauth/revoke", body: [FORM_TYPE, "token=thp_x"] },
  nginx: { line: "GET /auth/nginx" },
  "forward auth": { line: "GET /auth/forward" },
  Envoy: { line: "GET /auth/envoy/orders" },
};

/** How a request is answered at every door: the status, and 400 where nginx, which knows none, is told the reason. */
async function everywhere(headers: readonly string[], query = ""): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  for (const [name, { line, body }] of Object.entries(DOORS)) {
    const heard = await knock(`${line}${query}`, headers, body);
    const isInvalid = heard.includes("X-Auth-Reason: invalid_request");
    statuses[name] = isInvalid ? 400 : (statusesIn(heard)[0] ?? 0);
  }
  return statuses;
}

function knock(line: string, headers: readonly string[], body?: Door["body"]): Promise<string> {
  const [type, text] = body ?? [];
  const length = text === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${text.length}`];
  const head = [`${line} HTTP/1.1`, "Host: localhost", ...headers, ...length, "Connection: close"];
  return sendRaw(team.url, `${head.join("\r\n")}\r\n\r\n${text ?? ""}`);
}

function all(status: number): Record<string, number> {
  return Object.fromEntries(Object.keys(DOORS).map((name) => [name, status]));
}

const bearer = (value = token.value) => `Authorization: Bearer ${value}`;

test("without a credential every door says which one it takes, and names no fault (B-1)", async () => {
  expect(await everywhere([])).toEqual(all(401));
  for (const [name, { line, body }] of Object.entries(DOORS)) {
    const heard = await knock(line, [], body);
    expect(heard, name).toMatch(
      /\r\nwww-authenticate: (?:Bearer|Basic realm="\w+", Bearer realm="\w+")\r\n/i,
    );
  }
});

test.each([
  ["in small letters", (value: string) => `authorization: bearer ${value}`],
  ["in capitals", (value: string) => `AUTHORIZATION: BEARER ${value}`],
  ["in both", (value: string) => `Authorization: bEaReR ${value}`],
  ["with three spaces", (value: string) => `Authorization: Bearer   ${value}`],
  ["with white space around it", (value: string) => `Authorization: \t  Bearer ${value} \t `],
])("a token is taken everywhere when its header is written %s (B-2, B-3, B-4)", async (_, header) => {
  expect(await everywhere([header(token.value)])).toEqual(all(200));
});

test.each([
  ["behind a TAB", (value: string) => `Bearer\t${value}`],
  ["behind a TAB and a space", (value: string) => `Bearer \t${value}`],
  ["twice in a list", (value: string) => `Bearer ${value}, Bearer ${value}`],
  ["before a wrong one in a list", (value: string) => `Bearer ${value}, Bearer thp_x`],
  ["behind a wrong one in a list", (value: string) => `Bearer thp_x,Bearer ${value}`],
  ["with a parameter behind it", (value: string) => `Bearer ${value} x=y`],
  ["with bytes beyond ASCII", (value: string) => `Bearer ${value}\xc3\xa9`],
  ["as bytes that are no text", () => "Bearer \xff\xfe\x80"],
  ["of no character", () => "Bearer "],
  ["of one character", (value: string) => `Bearer ${value.slice(0, 1)}`],
  ["without its last character", (value: string) => `Bearer ${value.slice(0, -1)}`],
  ["with one character more", (value: string) => `Bearer ${value}0`],
  ["of 4 000 characters", () => `Bearer ${"x".repeat(4000)}`],
  ["of 15 000 characters", (value: string) => `Bearer ${value.repeat(300).slice(0, 15_000)}`],
  ["cut short", (value: string) => `Bearer ${value.slice(0, 30)}`],
  ["with another secret and its checksum", (value: string) => `Bearer ${withOtherSecret(value)}`],
  ["with garbage behind it", (value: string) => `Bearer ${value}.${value}`],
  ["in capitals", (value: string) => `Bearer ${value.toUpperCase()}`],
  ["percent-encoded", (value: string) => `Bearer ${value.replaceAll("_", "%5F")}`],
  ["in base64", (value: string) => `Bearer ${Buffer.from(value).toString("base64")}`],
  ["in quotation marks", (value: string) => `Bearer "${value}"`],
  ["by another scheme", (value: string) => `Token ${value}`],
  ["by no scheme", (value: string) => value],
])(
  "a token is refused everywhere when it is presented %s (B-3, B-6, B-9, B-10, B-11, B-12)",
  async (_, header) => {
    expect(await everywhere([`Authorization: ${header(token.value)}`])).toEqual(all(401));
  },
);

/** The same key, another secret, and the checksum that belongs to it. */
function withOtherSecret(value: string): string {
  const at = value.length - 20;
  return withChecksum(value.slice(0, at) + (value[at] === "a" ? "b" : "a") + value.slice(at + 1, -6));
}

function withChecksum(body: string): string {
  return body + checksum(body);
}

/** A well-formed value with a key that no token has. */
function withOtherKey(value: string): string {
  return withChecksum(`thp_${"0".repeat(12)}${value.slice(16, -6)}`);
}

test.each([
  ["two headers that are alike", (value: string) => [bearer(value), bearer(value)]],
  ["a good header before a wrong one", (value: string) => [bearer(value), bearer("thp_x")]],
  ["a wrong header before a good one", (value: string) => [bearer("thp_x"), bearer(value)]],
  ["a header and Basic beside it", (value: string) => [bearer(value), "authorization: Basic eDp5"]],
  ["a session beside the token", (value: string) => [bearer(value), "Cookie: tokenhouse_session=x"]],
])("%s are a request that nobody can judge: 400 everywhere (B-5, B-7)", async (_, headers) => {
  expect(await everywhere(headers(token.value))).toEqual(all(400));
});

test("a token in the query is refused everywhere, also beside the same one in its place (B-7, B-14)", async () => {
  for (const query of [`?access_token=${token.value}`, `?q=${token.value}`, "?access_token=x"]) {
    expect(await everywhere([bearer()], query), query.slice(0, 10)).toEqual(all(400));
    expect(await everywhere([], query), query.slice(0, 10)).toEqual(all(400));
  }
});

test("what is no carrier here opens nothing, and takes nothing from one that is (B-7, B-14)", async () => {
  const { value } = token;
  const others = [
    `X-Api-Key: ${value}`,
    `Proxy-Authorization: Bearer ${value}`,
    `Referer: https://example.com/?access_token=${value}`,
    `Cookie: access_token=${value}`,
  ];
  for (const other of others) {
    expect(await everywhere([other]), other.slice(0, 12)).toEqual(all(401));
    expect(await everywhere([bearer(), other]), other.slice(0, 12)).toEqual(all(200));
  }
});

test("a token in a path, a fragment or a body is no credential, and stands in no answer and no log (B-14)", async () => {
  const { value } = token;
  const heard = [
    await knock(`GET /v1/tokens/${value}`, []),
    await knock(`GET /v1/tokens/${value}`, [bearer()]),
    await knock(`GET /v1/me/${value}`, []),
    await knock(`GET /v1/me#access_token=${value}`, [bearer()]),
    await knock("POST /v1/tokens", [], [JSON_TYPE, `{"access_token":"${value}","lifetimeDays":1}`]),
    await knock("POST /v1/tokens", [bearer()], [JSON_TYPE, `{"access_token":"${value}","lifetimeDays":1}`]),
    await knock("POST /v1/verify", [], [JSON_TYPE, `{"token":"${value}"}`]),
    await knock("POST /oauth/introspect", [], [FORM_TYPE, `access_token=${value}&token=${value}`]),
  ];
  expect(heard.flatMap(statusesIn)).toEqual([401, 404, 404, 400, 401, 400, 401, 401]);
  for (const text of [...heard, ...team.logLines]) expect(text).not.toContain(value.slice(17));
});

test("Basic with a token as name or password opens nothing but the OAuth routes, and those by its id alone (B-15)", async () => {
  const { value, id } = token;
  const basic = (text: string) => [`Authorization: Basic ${Buffer.from(text).toString("base64")}`];
  for (const text of [
    `${value}:`,
    `:${value}`,
    `x:${value}`,
    `${value}:x-oauth-basic`,
    `${value}:${value}`,
  ]) {
    expect(await everywhere(basic(text)), text.replace(value, "…")).toEqual(all(401));
  }
  const asClient = { ...all(401), introspection: 200, revocation: 200 };
  expect(await everywhere(basic(`${id}:${value}`))).toEqual(asClient);
});

/** What looks like a value, and is another text. */
const VARIANTS: [string, (value: string) => string][] = [
  ["nothing", () => ""],
  ["one character", (value) => value.slice(0, 1)],
  ["a value cut short", (value) => value.slice(0, -1)],
  ["a value and something more", (value) => `${value}x`],
  ["a value between spaces", (value) => ` ${value} `],
  ["a value with a line break", (value) => `${value}\n`],
  ["a value with NUL", (value) => `${value}\0`],
  ["a value with another secret and its checksum", withOtherSecret],
  ["a value in capitals", (value) => value.toUpperCase()],
  ["a value with a Cyrillic р", (value) => value.replace("p", "р")],
  ["a value in full width", (value) => value.replace(/^thp/, "ｔｈｐ")],
  ["a value with a joiner inside", (value) => `${value.slice(0, 9)}\u200d${value.slice(9)}`],
  ["a value behind a byte order mark", (value) => `\ufeff${value}`],
  ["a value in base64", (value) => Buffer.from(value).toString("base64")],
  ["a value percent-encoded", (value) => value.replaceAll("_", "%5F")],
  ["a value with half a character", (value) => `${value}\ud800`],
  ["4 000 characters", () => "x".repeat(4000)],
  ["15 000 characters", (value) => value.repeat(300).slice(0, 15_000)],
];

test.each(VARIANTS)(
  "%s is no token, be it asked about in JSON or in a form (B-10, B-11, B-12)",
  async (_, variant) => {
    const value = variant(token.value);
    const by = { bearer: token.value };
    const { body } = await team.call("verifyToken", by, { body: { token: value } });
    expect(body).toMatchObject({ valid: false, code: expect.stringMatching(/^(?:malformed|not_found)$/) });
    const batch = await team.call("verifyTokens", by, { body: { checks: [{ token: value }] } });
    expect(batch.body.verdicts).toMatchObject([{ valid: false, code: body.code }]);
    const introspected = await team.call("introspectToken", by, { body: { token: value || "x" } });
    expect([introspected.status, introspected.body]).toEqual([200, { active: false }]);
    const client = { client_id: token.id, client_secret: value };
    const asClient = await team.call("introspectToken", {}, { body: { token: "x", ...client } });
    expect([asClient.status, asClient.body.error]).toEqual([401, "invalid_client"]);
  },
);

test("a value is looked up by the digest of all of it, and one without its shape or checksum not at all (B-10, B-13)", async () => {
  const { db } = team.service;
  onTestFinished(() => void (team.service.db = db));
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  team.service.db = new Proxy(db, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name, target);
      if (typeof found !== "function") return found;
      const method = found.bind(target) as (...given: unknown[]) => unknown;
      if (name !== "executeQuery") return method;
      return (query: { sql: string; parameters: readonly unknown[] }) => {
        asked.push(query);
        return method(query);
      };
    },
  });
  const statements = async (value: string) => {
    asked.length = 0;
    const statuses = await Promise.all(["/v1/me", "/auth/forward"].map((path) => ask(path, value)));
    expect(statuses).toEqual([401, 401]);
    const digest = createHash("sha256").update(value).digest("hex");
    return asked.map(({ sql, parameters }) => [
      sql,
      parameters.map((one) => (Buffer.from(one as Uint8Array).toString("hex") === digest ? "digest" : one)),
    ]);
  };
  const ask = (path: string, value: string) =>
    fetch(team.url + path, { headers: { authorization: `Bearer ${value}` } }).then(({ status }) => status);
  const alike = await statements(withOtherSecret(token.value));
  expect(alike).toEqual(await statements(withOtherKey(token.value)));
  expect(alike.length).toBeGreaterThan(0);
  for (const [sql, parameters] of alike) {
    expect(sql).toMatch(/ where "v"\."digest" = \S+$/);
    expect(parameters).toEqual(["digest"]);
  }
  for (const [, variant] of VARIANTS.slice(1, 4)) expect(await statements(variant(token.value))).toEqual([]);
});

test("a value whose beginning is right is answered to the byte like any unknown one (B-13)", async () => {
  const values = [withOtherSecret(token.value), withOtherKey(token.value), "thp_x"];
  const answers = values.map(async (value) => {
    const heard = [];
    for (const { line, body } of Object.values(DOORS)) heard.push(await knock(line, [bearer(value)], body));
    return heard.map((text) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\r\nDate: [^\r]+|nonce-\w+/gi, ""));
  });
  expect(new Set((await Promise.all(answers)).map((heard) => JSON.stringify(heard))).size).toBe(1);
});
