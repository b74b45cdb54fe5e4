import { expect, test } from "vitest";
import { formsFound, leaksIn, remember } from "./harness/canary.ts";

const secret = "4fQ0kZ8mW2xC7aB1dE3gH5jK9lM6nP0qR8sT2u";
const value = `thp_4fQ0kZ8mW2xC_${secret}`;

test.each([
  ["raw", `{"value":"${value}"}`],
  ["raw", `?token=${encodeURIComponent(value)}&x=1`],
  ["raw", secret],
  ["base64", Buffer.from(value).toString("base64")],
  ["base64", Buffer.from(`a:${value}`).toString("base64")],
  ["base64", Buffer.from(`ab:${value}`).toString("base64")],
  ["base64", Buffer.from(`abc:${value}`).toString("base64url")],
  ["hex", Buffer.from(value).toString("hex").toUpperCase()],
  ["percent", [...Buffer.from(value)].map((byte) => `%${byte.toString(16)}`).join("")],
  ["utf-16", Buffer.from(value, "utf16le").toString("latin1")],
])("a secret is noticed as %s in %s", (form, text) => {
  expect(formsFound(value, text)).toContain(form);
});

test("a place that holds the secret of a remembered value is named, and no other", () => {
  remember(value);
  expect(
    leaksIn([
      ["clean.db", "nothing"],
      ["leak.log", `{"msg":"${secret}"}`],
    ]),
  ).toEqual(["leak.log"]);
});

test("the public hint is no find", () => {
  expect(formsFound(value, "thp_4fQ0kZ8mW2xC_…")).toEqual([]);
});
