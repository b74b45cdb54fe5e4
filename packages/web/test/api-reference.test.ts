import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findOperations, readReference } from "../src/pages/api-reference/document.ts";
import { bodyExample, exampleOf, fieldsOf } from "../src/pages/api-reference/schema.ts";
import { callOf, curlOf } from "../src/pages/api-reference/call.ts";

const file = join(import.meta.dirname, "../../../docs/reference/openapi.json");
const { operations, schemas } = readReference(
  JSON.parse(readFileSync(file, "utf8")) as Parameters<typeof readReference>[0],
);

function operationOf(id: string) {
  const operation = operations.find(({ operationId }) => operationId === id);
  if (!operation) throw new Error(`There is no ${id}`);
  return operation;
}

test("each route is found by its method and path, by its name and by words of its summary", () => {
  expect(operations.length).toBeGreaterThan(50);
  for (const operation of operations) {
    const { method, path, operationId, summary } = operation;
    for (const search of [`${method} ${path}`, operationId, summary.toUpperCase()]) {
      expect(findOperations(operations, search), search).toContain(operation);
    }
  }
  expect(findOperations(operations, "no such thing")).toEqual([]);
});

test("each body has its members told, and an example with all that it needs", () => {
  for (const { operationId, body } of operations) {
    if (!body) continue;
    const fields = fieldsOf(schemas, body.schema);
    const needed = fields.filter(({ name, required }) => required && !/[.[]/.test(name));
    const example = exampleOf(schemas, body.schema) as object;
    expect(Object.keys(example).toSorted(), operationId).toEqual(needed.map(({ name }) => name).toSorted());
  }
});

test.each([
  ["createToken", '{\n  "lifetimeDays": 1\n}'],
  ["createScimUser", '{\n  "userName": ""\n}'],
  ["revokePresentedToken", "token="],
])("the body of %s is filled in as what it is sent as", (id, filledIn) => {
  const { body } = operationOf(id);
  expect(body && bodyExample(schemas, body)).toBe(filledIn);
});

test("members of what is referred to and of lists are told behind it", () => {
  const { body, answers } = operationOf("createToken");
  expect(fieldsOf(schemas, body?.schema ?? {})).toContainEqual({
    name: "rateLimit.requests",
    type: "integer",
    required: true,
    description: expect.any(String) as string,
  });
  const listed = operationOf("listTokens").answers[0]?.schema ?? {};
  expect(fieldsOf(schemas, listed).map(({ name }) => name)).toContain("items[].holder");
  expect(answers[0]?.status).toBe("201");
});

test("what is filled in stands encoded in the address, and what is empty stands nowhere", () => {
  const operation = operationOf("listProjectTokens");
  const values = { search: "a&b=c", holder: "" };
  expect(callOf({ operation, values, body: "" }, "https://tokens.example.com/api")).toEqual({
    method: "GET",
    url: "https://tokens.example.com/api/v1/project/tokens?search=a%26b%3Dc",
    headers: {},
    body: null,
  });
  const one = callOf({ operation: operationOf("getToken"), values: { id: "../x?" }, body: "" }, "");
  expect(one.url).toBe("/v1/tokens/..%2Fx%3F");
});

test("the line for curl says the same to a shell, whatever stands in the body", () => {
  const body = `{"name":"it's \\"$HOME\\" \`id\`"}`;
  const line = curlOf({ operation: operationOf("createToken"), values: {}, body }, "https://t.example.com");
  const script = `curl() { printf '%s\\0' "$@"; }; TOKEN=value; ${line}`;
  const said = execFileSync("sh", ["-euc", script], { encoding: "utf8" }).split("\0").slice(0, -1);
  const headers = ["-H", "Authorization: Bearer value", "-H", "Content-Type: application/json"];
  expect(said).toEqual(["-X", "POST", "https://t.example.com/v1/tokens", ...headers, "-d", body]);
});
