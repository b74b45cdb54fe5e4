import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashEvent } from "../../src/seal/event.ts";

const event = {
  leafIndex: 7,
  id: 12,
  event: "token.created",
  at: "2026-11-22T12:00:00.000Z",
  revision: 1,
  tokenId: null,
  actor: { name: "Å", id: null, type: "user" },
  origin: {},
  detail: { "10": 1, "9": [true, { b: 1.5, a: '\u0007"' }], é: 0 },
};

test("the content of a leaf is canonical JSON, which other languages write alike", () => {
  const content =
    '{"actor":{"id":null,"name":"Å","type":"user"},"at":"2026-11-22T12:00:00.000Z",' +
    '"detail":{"10":1,"9":[true,{"a":"\\u0007\\"","b":1.5}],"é":0},"event":"token.created","id":12,' +
    '"leafIndex":7,"origin":{},"revision":1,"tokenId":null}';
  const expected = createHash("sha256").update(`\0${content}`).digest("hex");
  expect(Buffer.from(hashEvent(event)).toString("hex")).toBe(expected);
});

test("members that a later release may add change nothing of what was sealed", () => {
  expect(hashEvent({ ...event, later: true } as typeof event)).toEqual(hashEvent(event));
});
