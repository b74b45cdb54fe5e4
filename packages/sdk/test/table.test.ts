import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DigestWords } from "../src/verifier/digest-table.ts";
import { createDigestTable, DIGEST_WORDS, readDigest, readHexDigest } from "../src/verifier/digest-table.ts";
import { digestToken, rawDigest, rawDigestOfHex } from "../src/digest.ts";

/** Few first and second words, so that digests meet in the index and differ only at their end. */
const crowded = fc
  .tuple(fc.constantFrom(0, 1, 1023, 1024, 0xffffffff), fc.constantFrom(0, 0xffffffff), fc.nat(40))
  .map(([first, second, last]) => Uint32Array.of(first, second, 0, 0, 0, 0, 0, last));
const spread = fc
  .array(fc.nat(0xffffffff), { minLength: DIGEST_WORDS, maxLength: DIGEST_WORDS })
  .map((words) => Uint32Array.from(words));
const steps = fc.record({ digest: fc.oneof(crowded, spread), removes: fc.boolean() });

/** Spreads like a real digest, and names its number. */
function digestOf(number: number): DigestWords {
  return readDigest(rawDigest(String(number)), new Uint32Array(DIGEST_WORDS));
}

/** A table beside a Map that does the same. */
function createPair() {
  const table = createDigestTable();
  const model = new Map<string, { digest: DigestWords; slot: number }>();

  function add(digest: DigestWords): void {
    if (!model.has(digest.join())) model.set(digest.join(), { digest, slot: table.insert(digest) });
  }

  function remove(digest: DigestWords): void {
    const known = model.get(digest.join());
    if (known) table.remove(known.slot);
    model.delete(digest.join());
  }

  /** Every difference between the two. */
  function differences(absent: readonly DigestWords[] = []): string[] {
    const lost = [...model.values()].filter(({ digest, slot }) => table.find(digest) !== slot);
    const strange = absent.filter((digest) => !model.has(digest.join()) && table.find(digest) !== -1);
    return [...lost.map(({ digest }) => digest), ...strange].map((digest) => digest.join(" "));
  }
  return { table, model, add, remove, differences };
}

describe("a table of digests", () => {
  it("finds exactly what was inserted and not removed, like a Map", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 300 }), (taken) => {
        const pair = createPair();
        for (const { digest, removes } of taken) (removes ? pair.remove : pair.add)(digest);
        expect(pair.differences(taken.map(({ digest }) => digest))).toEqual([]);
        expect(pair.table.size).toBe(pair.model.size);
        expect(new Set([...pair.model.values()].map(({ slot }) => slot)).size).toBe(pair.model.size);
      }),
      { numRuns: 300 },
    );
  });

  it("finds everything at every moment of its growth, while some goes and comes back", () => {
    const pair = createPair();
    const wrong: string[] = [];
    for (let number = 0; number < 6000; number++) {
      pair.add(digestOf(number));
      if (number % 3 === 0) pair.remove(digestOf(number / 3));
      if (number % 7 === 0) pair.add(digestOf(Math.floor(number / 14)));
      if (number % 250 === 0 || (number > 760 && number < 900)) wrong.push(...pair.differences());
    }
    expect(wrong).toEqual([]);
    expect(pair.differences(Array.from({ length: 6000 }, (_, number) => digestOf(number)))).toEqual([]);
  });

  it("keeps what lies behind a removed digest in reach, also around the end of the index", () => {
    const chain = Array.from({ length: 12 }, (_, number) => Uint32Array.of(1020, 0, 0, 0, 0, 0, 0, number));
    for (const gone of chain) {
      const pair = createPair();
      for (const digest of chain) pair.add(digest);
      pair.remove(gone);
      expect(pair.differences(chain)).toEqual([]);
    }
  });

  it("does not find a digest of nothing but zeros in its empty or freed slots", () => {
    const table = createDigestTable();
    const zeros = new Uint32Array(DIGEST_WORDS);
    expect(table.find(zeros)).toBe(-1);
    table.remove(table.insert(digestOf(1)));
    expect(table.find(zeros)).toBe(-1);
  });

  it("gives a freed slot out again with all of its facts at 0", () => {
    const table = createDigestTable(2);
    const slot = table.insert(digestOf(1));
    table.chunkOf(slot).words[table.rowOf(slot) + DIGEST_WORDS] = 7;
    table.remove(slot);
    expect(table.insert(digestOf(2))).toBe(slot);
    expect(table.chunkOf(slot).words[table.rowOf(slot) + DIGEST_WORDS]).toBe(0);
    expect(table.slots).toBe(1);
  });

  it("takes at most 64 bytes a digest at every size beyond a few thousand, also while it grows", () => {
    const table = createDigestTable();
    const heavy: string[] = [];
    for (let number = 0; number < 60_000; number++) {
      table.insert(digestOf(number));
      if (table.size > 4000 && table.bytes / table.size > 64) heavy.push(`${table.size}: ${table.bytes}`);
    }
    expect(heavy).toEqual([]);
  });
});

describe("a digest", () => {
  it("is the same in every spelling", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = readDigest(rawDigest(text), new Uint32Array(DIGEST_WORDS));
        expect(readHexDigest(digestToken(text), new Uint32Array(DIGEST_WORDS))).toEqual(words);
        expect(rawDigestOfHex(digestToken(text))).toBe(rawDigest(text));
      }),
    );
  });
});
