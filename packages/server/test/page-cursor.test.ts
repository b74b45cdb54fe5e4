import { expect, test } from "vitest";
import type { PagedList } from "../src/service/page.ts";
import { readPage } from "../src/service/page.ts";

type Key = string | number;

/** A list whose rows are their own keys. */
function listOf(rows: readonly Key[], kind: "string" | "number"): PagedList<Key> {
  return {
    context: "one list",
    read: async ({ after, limit }) => rows.slice(after ? rows.indexOf(after[0]) + 1 : 0).slice(0, limit),
    positionOf: (row) => [row, row],
    kinds: [kind, kind],
    count: async () => rows.length,
  };
}

test.each([
  ["a text where the list has numbers", "x", "number"],
  ["a text that reads like a number", "7", "number"],
  ["a fraction", 1.5, "number"],
  ["a number that no column holds", 1e30, "number"],
  ["a number where the list has texts", 7, "string"],
] as const)("a cursor sealed over %s is none, however well it is sealed (B-29)", async (_, key, kind) => {
  const forged = await readPage({ limit: 1 }, listOf([key, "the next"], kind));
  const page = readPage({ limit: 1, cursor: String(forged.nextCursor) }, listOf([key, "the next"], kind));
  await expect(page).rejects.toMatchObject({ code: "invalid_request", errors: [{ path: "cursor" }] });
});

test("a cursor leads on from where its page ended (B-29)", async () => {
  for (const list of [listOf([1, 2, 3], "number"), listOf(["a", "b", "c"], "string")]) {
    const { nextCursor, items } = await readPage({ limit: 2 }, list);
    const next = await readPage({ limit: 2, cursor: String(nextCursor) }, list);
    expect([...items, ...next.items]).toEqual(await list.read({ limit: 3 }));
    expect(next.nextCursor).toBeNull();
  }
});
