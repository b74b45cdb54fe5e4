import { expect, test } from "vitest";
import { readPrefill } from "../src/tokens/generate/prefill.ts";

const VALUE = "thp_4fQ0kZ8mW2xC_4fQ0kZ8mW2xC7aB1dE3gH5jK9lM6nP0qR8sT2u";

test("a link fills in name, description, lifetime and scopes", () => {
  expect(
    readPrefill("?name=CI+deploy&description=%C3%9Cber+Nacht&lifetimeDays=90&scopes=a:read,b:read"),
  ).toEqual({
    name: "CI deploy",
    description: "Über Nacht",
    lifetimeDays: 90,
    scopes: ["a:read", "b:read"],
    leftOut: [],
  });
});

test("a lifetime is also taken as it is spoken", () => {
  expect(readPrefill("expires=30d").lifetimeDays).toBe(30);
  expect(readPrefill("expires=never").lifetimeDays).toBe(-1);
});

test("what looks like a number or a truth is still the text that it is", () => {
  expect(readPrefill("name=42").name).toBe("42");
  expect(readPrefill("name=true").name).toBe("true");
});

test("what is unknown or not understood is left out and named", () => {
  expect(readPrefill("name=&lifetimeDays=0&expires=soon&scopes=Orders&callback=https://a.example")).toEqual({
    leftOut: [
      { part: "name", why: "bad" },
      { part: "lifetimeDays", why: "bad" },
      { part: "expires", why: "bad" },
      { part: "scopes", why: "bad" },
      { part: "callback", why: "unknown" },
    ],
  });
});

test("a token's value is taken nowhere, and not repeated", () => {
  const read = readPrefill(`name=${VALUE}&description=mine:${VALUE}&token=${VALUE}&${VALUE}=1&constructor=1`);
  expect(JSON.stringify(read)).not.toContain("4fQ0kZ8mW2xC");
  expect(read).toEqual({
    leftOut: [
      { part: "name", why: "value" },
      { part: "description", why: "value" },
      { part: "token", why: "value" },
      { why: "value" },
      { part: "constructor", why: "unknown" },
    ],
  });
});
