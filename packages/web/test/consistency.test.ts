import { expect, test } from "vitest";
import { consistencySpans } from "../../server/src/seal/merkle.ts";
import { growTree } from "../../server/test/seal/trees.ts";
import { beginsWith } from "../src/pages/audit/consistency.ts";

const MOST = 24;
const leaves = Array.from({ length: MOST }, (_, n) => `leaf ${n}`);

test("a log that has only grown begins with every head of it that was seen", async () => {
  for (let size = 1; size <= MOST; size++) {
    const { hashOf } = growTree(leaves.slice(0, size));
    for (let seen = 1; seen <= size; seen++) {
      const proof = { size, rootHash: hashOf([0, size]), hashes: consistencySpans(seen, size).map(hashOf) };
      const head = { size: seen, rootHash: hashOf([0, seen]) };
      expect(await beginsWith(head, proof), `${seen} of ${size}`).toBe(true);
    }
  }
});

test("a log that was written anew begins with none, whatever proof comes with it", async () => {
  const known = growTree(leaves);
  for (let size = 1; size <= MOST; size++) {
    for (let seen = 1; seen <= size; seen++) {
      const { hashOf } = growTree(leaves.slice(0, size).with(seen - 1, "another"));
      const proof = { size, rootHash: hashOf([0, size]), hashes: consistencySpans(seen, size).map(hashOf) };
      const head = { size: seen, rootHash: known.hashOf([0, seen]) };
      expect(await beginsWith(head, proof), `${seen} of ${size}`).toBe(false);
    }
  }
});

test("what was seen of an empty log, every log begins with", async () => {
  expect(await beginsWith({ size: 0, rootHash: "" }, { size: 3, rootHash: "x", hashes: [] })).toBe(true);
});
