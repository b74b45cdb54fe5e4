import type { Hash, Span, Tree } from "../../src/seal/merkle.ts";
import { appendLeaf, hashLeaf, joinHashes, placesOf } from "../../src/seal/merkle.ts";

export const hexOf = (hash: Hash) => Buffer.from(hash).toString("hex");

/** A tree over leaves, and the hash over each span of them, from the subtrees that were completed on the way. */
export function growTree(leaves: readonly string[]): { tree: Tree; hashOf: (span: Span) => string } {
  const tree: Tree = { size: 0, edge: [] };
  const nodes = new Map<string, Hash>();
  for (const leaf of leaves) {
    for (const { level, index, hash } of appendLeaf(tree, hashLeaf(leaf)))
      nodes.set(`${level} ${index}`, hash);
  }
  const hashAt = ({ level, index }: { level: number; index: number }) => {
    const hash = nodes.get(`${level} ${index}`);
    if (!hash) throw new Error(`No node ${index} of level ${level}`);
    return hash;
  };
  return { tree, hashOf: (span) => hexOf(joinHashes(placesOf(span).map(hashAt))) };
}
