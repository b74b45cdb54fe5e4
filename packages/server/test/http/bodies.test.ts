import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openApi } from "../../src/contract/openapi.ts";
import { readJson } from "../../src/http/json.ts";
import type { Installation, Minted, Reply } from "../fixture.ts";
import { mint, replyOf } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";
import { sendRaw, statusesIn } from "./raw.ts";

let team: Installation & Team;
let token: Minted;

beforeAll(async () => {
  team = await startTeam();
  token = await mint(team, team.owner.session);
});
afterAll(() => team.stop());

/** Where JSON is read, before the framework and behind it, each with a place for a text. */
const DOORS: [path: string, around: [string, string]][] = [
  ["/v1/verify", ['{"token":"', '"}']],
  ["/v1/verify/batch", ['{"checks":[{"token":"', '"}]}']],
  ["/v1/tokens", ['{"lifetimeDays":1,"name":"', '"}']],
  ["/v4/apiAccessTokens", ['{"lifetimeSeconds":1,"description":"', '"}']],
];

async function send(
  path: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const answer = await fetch(team.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${token.value}`, "content-type": "application/json", ...headers },
    body: Uint8Array.from(Buffer.from(body)),
  });
  return replyOf(answer);
}

async function countTokens(): Promise<number> {
  return Number((await team.call("listTokens", team.owner.session)).body.total);
}

/** How a refusal is called at a door. */
function codeOf({ body }: Reply): string {
  return body.exception?.name === "ValidationFailed" ? "invalid_request" : body.code;
}

const bytes = (...codes: number[]) => Buffer.from(codes).toString("latin1");

describe.each(DOORS)("a body for %s", (path, [before, after]) => {
  const around = (text: string) => Buffer.from(before + text + after, "latin1");

  test.each([
    ["a byte that is no text", () => around(bytes(0xff))],
    ["an overlong form of a slash", () => around(bytes(0xc0, 0xaf))],
    ["half a character", () => around(bytes(0xed, 0xa0, 0x80))],
    ["a character that is cut off", () => around(bytes(0xe2, 0x82))],
    ["latin-1", () => around("caf\xe9")],
    ["a byte order mark", () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), around("x")])],
    ["UTF-16", () => Buffer.from(before + after, "utf16le")],
    ["NUL behind its end", () => Buffer.concat([around("x"), Buffer.from([0])])],
    ["a second value", () => Buffer.concat([around("x"), around("x")])],
    ["a comment", () => Buffer.concat([around("x"), Buffer.from("// x")])],
    ["33 levels", () => Buffer.from(`{"x":${"[".repeat(32)}${"]".repeat(32)}}`)],
    ["30 000 levels", () => Buffer.from(`{"x":${"[".repeat(30_000)}${"]".repeat(30_000)}}`)],
    ["a member twice", () => Buffer.from(`${before}x","a":1,"\\u0061":2}${after.slice(2)}`)],
    ["a prototype", () => Buffer.from(`{"__proto__":{"scopes":["*"]},${before.slice(1)}x${after}`)],
  ])("with %s is refused, and nothing is made (B-22, B-23, B-24, B-25)", async (_, body) => {
    const made = await countTokens();
    const reply = await send(path, body());
    expect([reply.status, codeOf(reply)], reply.text).toEqual([400, "invalid_request"]);
    expect(await countTokens()).toBe(made);
  });

  test.each([
    ["compressed", { "content-encoding": "gzip" }],
    ["compressed twice", { "content-encoding": "gzip, br" }],
    ["in UTF-7", { "content-type": "application/json; charset=utf-7" }],
    ["in latin-1", { "content-type": 'application/json;charset="iso-8859-1"' }],
    ["text", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["parts", { "content-type": "multipart/form-data; boundary=x" }],
    ["nothing at all", { "content-type": "" }],
  ])("that says it is %s is not read (B-26, B-37)", async (_, headers) => {
    const made = await countTokens();
    expect((await send(path, around("x"), headers)).status).toBe(415);
    expect(await countTokens()).toBe(made);
  });

  test("says in any usual way that it is JSON in UTF-8, and is read", async () => {
    const types = ["application/json", "APPLICATION/JSON; CHARSET=UTF-8", 'application/json;charset="utf-8"'];
    for (const [n, type] of types.entries()) {
      const { status } = await send(path, around(`written ${n}`), { "content-type": type });
      expect([200, 201], type).toContain(status);
    }
  });

  test("of 10 MB is refused before any of it has come (B-25)", async () => {
    const head = [`POST ${path} HTTP/1.1`, "Host: x", `Authorization: Bearer ${token.value}`];
    head.push("Content-Type: application/json", `Content-Length: ${10 * 2 ** 20}`, "Connection: close");
    expect(statusesIn(await sendRaw(team.url, `${head.join("\r\n")}\r\n\r\n`))).toEqual([413]);
  });
});

test.each([
  ["compressed", { "content-encoding": "gzip" }],
  ["in UTF-16", { "content-type": "application/x-www-form-urlencoded; charset=utf-16" }],
  ["JSON", { "content-type": "application/json" }],
])("a form that says it is %s is not read, in the standard's words (B-26, B-37)", async (_, headers) => {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const reply = await send("/oauth/introspect", "token=x", { ...type, ...headers });
  expect([reply.status, reply.body.error]).toEqual([415, "invalid_request"]);
});

test("a form with bytes that are no text names no token, and a member that is there twice is refused (B-23, B-25)", async () => {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  for (const body of [`token=${token.value}%ff`, Buffer.from(`token=${token.value}\xff`, "latin1")]) {
    const reply = await send("/oauth/introspect", body, type);
    expect([reply.status, reply.body]).toEqual([200, { active: false }]);
  }
  expect((await send("/oauth/introspect", "token=a&token=b", type)).status).toBe(400);
});

test("a list of lifetimes that nobody can write down again is refused also where its key was used before (B-25, B-42)", async () => {
  const headers = { "idempotency-key": "nested" };
  expect((await send("/v1/tokens", '{"lifetimeDays":1}', headers)).status).toBe(201);
  const nested = `{"lifetimeDays":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
  expect((await send("/v1/tokens", nested, headers)).status).toBe(400);
});

test("no object of any body takes a member that the description does not name (B-24)", () => {
  const described = JSON.parse(JSON.stringify(openApi())) as Described;
  const open = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content["application/json"]?.schema;
      return openObjects(schema, described).map((where) => `${method} ${path}${where}`);
    }),
  );
  expect(open).toEqual([]);
});

interface Described {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
  components: { schemas: Record<string, Schema> };
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  additionalProperties?: unknown;
  [more: string]: unknown;
}

/** Where in a schema an object may have members of any name. */
function openObjects(schema: unknown, described: Described, where = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { $ref, ...here } = schema as Schema;
  if ($ref !== undefined) {
    return openObjects(described.components.schemas[$ref.split("/").at(-1) ?? ""], described, where);
  }
  const isOpen = [here.type].flat().includes("object") && here.additionalProperties !== false;
  const below = Object.entries(here).flatMap(([name, part]) =>
    openObjects(part, described, `${where}/${name}`),
  );
  return isOpen ? [where, ...below] : below;
}

test("whatever is written as JSON is read as that, and no member twice is overlooked (B-23)", () => {
  const honest = fc.jsonValue({ maxDepth: 6, depthSize: "small", stringUnit: "grapheme" });
  fc.assert(
    fc.property(honest, fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(readJson(Buffer.from(text))).toEqual(JSON.parse(text));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), honest, honest, (name, one, other) => {
      const [quoted, first, second] = [name, one, other].map((part) => JSON.stringify(part));
      const once = `[{${quoted}:${first}},[${quoted}],{"x":${quoted},"y":{${quoted}:${second}}}]`;
      const twice = `[${first},{${quoted}:${first} , ${quoted} :${second}}]`;
      expect(readJson(Buffer.from(once))).toEqual(JSON.parse(once));
      expect(() => readJson(Buffer.from(twice))).toThrow("twice: give it once");
    }),
  );
});
