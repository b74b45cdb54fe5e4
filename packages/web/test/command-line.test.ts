import { expect, test } from "vitest";
import { answerAddress, readRequest } from "../src/pages/command-line/request.ts";

const GOOD = { port: "4711", state: "s-1", challenge: "c".repeat(43), name: "a laptop", lifetimeDays: "30" };
const read = (parts: Record<string, string>) => readRequest(`?${new URLSearchParams(parts).toString()}`);

test("what a command line asks is read from the address", () => {
  expect(read(GOOD)).toEqual({ ...GOOD, lifetimeDays: 30, project: undefined });
  expect(read({ ...GOOD, project: "orders" })).toMatchObject({ project: "orders" });
});

test.each([
  ["a host", { port: "1@evil.example" }],
  ["a port that is none", { port: "65536" }],
  ["a path", { port: "80/evil" }],
  ["nothing", { port: "" }],
  ["a challenge that is too short", { challenge: "c" }],
  ["a state with another part of the address in it", { state: "s&code=planted" }],
  ["a name of spaces", { name: "  " }],
  ["no end", { lifetimeDays: "-1" }],
])("with %s nothing is asked", (_, wrong) => {
  expect(read({ ...GOOD, ...wrong })).toBeUndefined();
});

test("an answer goes to this machine and nowhere else, with a code or with a no", () => {
  const request = read(GOOD);
  if (!request) throw new Error("it is read above");
  expect(answerAddress(request, "a code")).toBe("http://127.0.0.1:4711/?state=s-1&code=a+code");
  expect(answerAddress(request)).toBe("http://127.0.0.1:4711/?state=s-1&error=access_denied");
});
