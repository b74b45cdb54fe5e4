import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { consistencySpans, hashLeaf, inclusionSpans, joinHashes } from "../../src/seal/merkle.ts";
import { provesConsistency, provesInclusion } from "./outsider.ts";
import { growTree, hexOf } from "./trees.ts";

/** The leaves and roots that implementations of RFC 6962 compare themselves with. */
const LEAVES = ["", "\u0000", "\u0010", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("the roots are those of RFC 6962", () => {
  expect(hexOf(joinHashes([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const { hashOf } = growTree(LEAVES);
  expect(LEAVES.map((_, n) => hashOf([0, n + 1]))).toEqual(ROOTS);
});

const leavesOf = (size: number) => Array.from({ length: size }, (_, n) => `leaf ${n}`);
const sizes = integer({ min: 1, max: 300 });
const place = integer({ min: 0, max: 299 });

test("the proof of each leaf convinces an outsider, and that of another leaf, place or size does not", () => {
  const always = property(sizes, place, place, (size, anyPlace, otherPlace) => {
    const { hashOf } = growTree(leavesOf(size));
    const leafIndex = anyPlace % size;
    const proof = {
      leafIndex,
      leafHash: hexOf(hashLeaf(`leaf ${leafIndex}`)),
      size,
      rootHash: hashOf([0, size]),
      hashes: inclusionSpans(leafIndex, size).map(hashOf),
    };
    expect(provesInclusion(proof)).toBe(true);
    expect(provesInclusion({ ...proof, leafHash: hexOf(hashLeaf("another")) })).toBe(false);
    expect(provesInclusion({ ...proof, hashes: [...proof.hashes, proof.leafHash] })).toBe(false);
    const other = otherPlace % size;
    expect(provesInclusion({ ...proof, leafIndex: other })).toBe(other === leafIndex);
  });
  assert(always, { numRuns: 300 });
});

test("that a tree has only grown convinces an outsider, and of a tree that was written anew nothing does", () => {
  const always = property(sizes, place, place, (size, anyPlace, changed) => {
    const { hashOf } = growTree(leavesOf(size));
    const first = (anyPlace % size) + 1;
    const hashes = consistencySpans(first, size).map(hashOf);
    const proof = { first, firstRoot: hashOf([0, first]), size, rootHash: hashOf([0, size]), hashes };
    expect(provesConsistency(proof)).toBe(true);
    const rewritten = growTree(leavesOf(size).with(changed % first, "another"));
    const forged = consistencySpans(first, size).map(rewritten.hashOf);
    expect(provesConsistency({ ...proof, rootHash: rewritten.hashOf([0, size]), hashes: forged })).toBe(
      false,
    );
  });
  assert(always, { numRuns: 300 });
});
