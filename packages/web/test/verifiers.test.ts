import type { Verifier } from "@tokenhouse/sdk/client";
import { expect, test } from "vitest";
import {
  confirmedTexts,
  endingText,
  inSeconds,
  promiseText,
  stateOf,
} from "../src/pages/verifiers/promise.ts";

const server: Verifier = {
  id: "server",
  name: "tokens:1",
  kind: "server",
  mode: null,
  revision: 4812,
  upToDate: true,
  heardAgoMs: null,
  leaseMs: null,
  leaseEndsInMs: null,
  registeredAt: "2026-11-22T12:00:00.000Z",
};

const heard = (heardAgoMs: number, more: Partial<Verifier> = {}): Verifier => ({
  ...server,
  id: "orders",
  kind: "sdk",
  mode: "memory",
  heardAgoMs,
  leaseMs: 10_000,
  leaseEndsInMs: Math.max(0, 10_000 - heardAgoMs),
  ...more,
});

const promised = (...items: Verifier[]) => promiseText({ items: [server, ...items], longestWaitMs: 10_200 });

test("the promise names no wait where nobody is waited for", () => {
  expect(promiseText({ items: [server], longestWaitMs: 0 })).toBe(
    "A revocation now is in force at once: nobody but this server holds tokens in memory.",
  );
});

test("of many servers on a database each is waited for", () => {
  const replica = heard(10, { kind: "server", mode: null });
  const promise = (...items: Verifier[]) => promiseText({ items, longestWaitMs: 10_200 });
  expect(promise(replica)).toBe(
    "A revocation now waits for 1 verifier, the server itself; at worst 10.2 seconds, if it does not answer.",
  );
  expect(promise(replica, replica, heard(10))).toBe(
    "A revocation now waits for 3 verifiers, the servers among them; at worst 10.2 seconds, if one of them does not answer.",
  );
});

test("the promise counts those that are waited for, which the server is not, and tells the worst", () => {
  expect(promised(heard(10))).toBe(
    "A revocation now waits for 1 verifier beside this server; at worst 10.2 seconds, if it does not answer.",
  );
  expect(promised(heard(10), heard(3400), heard(6600))).toBe(
    "A revocation now waits for 3 verifiers beside this server; at worst 10.2 seconds, if one of them does not answer.",
  );
});

test("who may have to be waited for long is told, and nobody else", () => {
  const ending = (...items: Verifier[]) => endingText({ items: [server, ...items], longestWaitMs: 10_200 });
  expect(ending(heard(10), heard(6600))).toBeUndefined();
  expect(ending(heard(10), heard(6700))).toMatch(/^1 has missed a renewal and may have to be waited for/);
  expect(ending(heard(9000), heard(10_100))).toMatch(/^2 have missed a renewal/);
});

test("a lease is ending once it was not renewed for more than two thirds of it, and not before", () => {
  const states = [0, 3400, 6666, 6667, 10_150].map((agoMs) => stateOf(heard(agoMs)));
  expect(states).toEqual(["inForce", "inForce", "inForce", "ending", "ending"]);
  expect(stateOf(heard(6700, { leaseMs: 60_000, leaseEndsInMs: 53_300 }))).toBe("inForce");
  expect(stateOf(server)).toBe("inForce");
});

test("what a verifier has confirmed is not told as more than it is", () => {
  expect(confirmedTexts(server)).toEqual(["With each change", "Up to date, revision 4,812"]);
  expect(confirmedTexts(heard(3999))).toEqual(["3 seconds ago", "Up to date, revision 4,812"]);
  const behind = { upToDate: false };
  expect(confirmedTexts(heard(999, behind))).toEqual(["just now", "A newer change is open, revision 4,812"]);
  expect(confirmedTexts(heard(1000, { ...behind, revision: 0 }))).toEqual(["Not yet", "Heard 1 second ago"]);
});

test("a wait is never told shorter than it may be", () => {
  expect([1000, 10_000, 10_200, 10_201].map(inSeconds)).toEqual([
    "1 second",
    "10 seconds",
    "10.2 seconds",
    "10.3 seconds",
  ]);
});
