import { createHash } from "node:crypto";

/** How somebody else checks the log's proofs, after RFC 9162 §2.1.3.2 and §2.1.4.2 and with nothing of the product. */
const pair = (left: string, right: string) => sha256(Buffer.from(`01${left}${right}`, "hex"));

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

interface Inclusion {
  leafIndex: number;
  leafHash: string;
  size: number;
  rootHash: string;
  hashes: readonly string[];
}

export function provesInclusion({ leafIndex, leafHash, size, rootHash, hashes }: Inclusion): boolean {
  if (leafIndex >= size) return false;
  let [node, last, root] = [leafIndex, size - 1, leafHash];
  for (const hash of hashes) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      root = pair(hash, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      root = pair(root, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && root === rootHash;
}

interface Consistency {
  first: number;
  firstRoot: string;
  size: number;
  rootHash: string;
  hashes: readonly string[];
}

export function provesConsistency({ first, firstRoot, size, rootHash, hashes }: Consistency): boolean {
  if (first === size) return hashes.length === 0 && firstRoot === rootHash;
  const path = Number.isInteger(Math.log2(first)) ? [firstRoot, ...hashes] : [...hashes];
  let [node, last] = [first - 1, size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [older = "", newer = ""] = [path[0], path[0]];
  for (const hash of path.slice(1)) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [older, newer] = [pair(hash, older), pair(hash, newer)];
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = pair(newer, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && older === firstRoot && newer === rootHash;
}

function half(n: number): number {
  return Math.floor(n / 2);
}
