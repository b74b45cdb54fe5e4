import { assert, boolean, integer, nat, pre, property } from "fast-check";
import { expect, test } from "vitest";
import type { ExportedEvent } from "../../src/seal/check-log.ts";
import { checkLog } from "../../src/seal/check-log.ts";
import { hashEvent } from "../../src/seal/event.ts";
import type { Tree } from "../../src/seal/merkle.ts";
import { appendLeaf, joinHashes } from "../../src/seal/merkle.ts";
import { hexOf } from "./trees.ts";

/** An export of a log with so many events, newest first as the API answers it. */
function exportOf(size: number): ExportedEvent[] {
  return Array.from({ length: size }, (_, leafIndex) => sealed(eventAt(leafIndex), leafIndex)).toReversed();
}

function eventAt(n: number) {
  return {
    id: 10 + 2 * n,
    at: new Date(Date.UTC(2026, 10, 22, 12, 0, n)).toISOString(),
    event: n % 3 === 0 ? "token.created" : "token.revoked",
    revision: n,
    tokenId: null,
    actor: { type: "user", id: "1", name: "Owner" },
    origin: { carrier: "session", tokenId: null, ip: "127.0.0.1", userAgent: "", requestId: `r${n}` },
    detail: { name: `token ${n}`, nested: { b: [1, "x"], a: null } },
  };
}

function sealed(event: ReturnType<typeof eventAt>, leafIndex: number): ExportedEvent {
  return { ...event, leafIndex, leafHash: hexOf(hashEvent({ ...event, leafIndex })) };
}

function headAt(size: number, events: readonly ExportedEvent[]) {
  const tree: Tree = { size: 0, edge: [] };
  for (const { leafHash } of events.toReversed().slice(0, size))
    appendLeaf(tree, Buffer.from(leafHash ?? "", "hex"));
  return { size, rootHash: joinHashes(tree.edge) };
}

const found = (events: readonly ExportedEvent[], ...heads: Parameters<typeof checkLog>[1]) =>
  checkLog(events, heads).map(({ code, leaves, id }) => ({ code, leaves, id }));

const sizes = integer({ min: 2, max: 60 });
const places = nat({ max: 59 });

test("a log that has only grown agrees with every head that was remembered, in whatever order it is exported", () => {
  const always = property(sizes, places, boolean(), (size, anySize, isReversed) => {
    const events = exportOf(size);
    const heads = [headAt(size, events), headAt(anySize % (size + 1), events)];
    expect(found(isReversed ? events.toReversed() : events, ...heads)).toEqual([]);
  });
  assert(always, { numRuns: 100 });
});

const EDITS: Record<string, (event: ExportedEvent) => ExportedEvent> = {
  at: (event) => ({ ...event, at: "2026-11-21T00:00:00.000Z" }),
  event: (event) => ({ ...event, event: "token.deleted" }),
  revision: (event) => ({ ...event, revision: null }),
  tokenId: (event) => ({ ...event, tokenId: "0bc1d49f-0000-4000-8000-000000000000" }),
  actor: (event) => ({ ...event, actor: { ...event.actor, name: "Somebody" } }),
  origin: (event) => ({ ...event, origin: { ...event.origin, ip: "10.0.0.1" } }),
  detail: (event) => ({ ...event, detail: { ...event.detail, name: "else" } }),
  id: (event) => ({ ...event, id: event.id + 1 }),
  hash: (event) => ({ ...event, leafHash: "0".repeat(64) }),
  "no hash": (event) => ({ ...event, leafHash: null }),
};

test.each(Object.entries(EDITS))("an edit of one event is found at that event: %s", (name, edit) => {
  const always = property(sizes, places, (size, anyPlace) => {
    const events = exportOf(size);
    const n = anyPlace % size;
    const edited = events.map((event) => (event.leafIndex === n ? edit(event) : event));
    const id = 10 + 2 * n + (name === "id" ? 1 : 0);
    expect(found(edited, headAt(size, events))).toEqual([{ code: "changed", leaves: [n, n + 1], id }]);
  });
  assert(always, { numRuns: 30 });
});

test("removed events are found at their places, at the end by a head that was remembered", () => {
  const always = property(sizes, places, places, (size, anyFrom, anyCount) => {
    const events = exportOf(size);
    const from = anyFrom % size;
    const to = from + 1 + (anyCount % (size - from));
    const left = events.filter(({ leafIndex }) => leafIndex === null || leafIndex < from || leafIndex >= to);
    const code = to === size ? "truncated" : "missing";
    expect(found(left, headAt(size, events))).toEqual([{ code, leaves: [from, to] }]);
  });
  assert(always, { numRuns: 200 });
});

test("events that changed their places are found, and where they were", () => {
  const always = property(sizes, places, places, (size, one, another) => {
    const [a, b] = [one % size, another % size];
    pre(a < b);
    const events = exportOf(size);
    const hashAt = (n: number) => events[size - 1 - n]?.leafHash ?? null;
    const swapped = events.map((event) => {
      if (event.leafIndex === a) return { ...event, leafIndex: b, leafHash: hashAt(b) };
      return event.leafIndex === b ? { ...event, leafIndex: a, leafHash: hashAt(a) } : event;
    });
    expect(found(swapped, headAt(size, events))).toEqual([
      { code: "moved", leaves: [a, a + 1], id: 10 + 2 * b },
      { code: "moved", leaves: [b, b + 1], id: 10 + 2 * a },
    ]);
  });
  assert(always, { numRuns: 100 });
});

test("an event that was slipped in is found at its place", () => {
  const events = exportOf(5);
  expect(found([...events, sealed({ ...eventAt(2), id: 99 }, 2)], headAt(5, events))).toEqual([
    { code: "twice", leaves: [2, 3], id: 99 },
  ]);
});

test("a log that was written anew, hashes and all, is found between the heads that were remembered", () => {
  const always = property(sizes, places, places, (size, anyPlace, anySize) => {
    const events = exportOf(size);
    const [n, middle] = [anyPlace % size, (anySize % size) + 1];
    const rewritten = events.map((event) =>
      event.leafIndex === n ? sealed({ ...eventAt(n), event: "token.deleted" }, n) : event,
    );
    const leaves = n < middle ? [0, middle] : [middle, size];
    const heads = [headAt(size, events), headAt(middle, events)];
    expect(found(rewritten, ...heads)).toEqual([{ code: "rewritten", leaves }]);
    expect(found(rewritten)).toEqual([]);
  });
  assert(always, { numRuns: 100 });
});

test("what was not sealed yet is told, and is no fault of the rest", () => {
  const events = exportOf(3);
  const late = { ...eventAt(3), leafIndex: null, leafHash: null };
  expect(found([late, ...events], headAt(3, events))).toEqual([{ code: "unsealed", leaves: [3, 3], id: 16 }]);
});
