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
  const sides = sidesOf(leafIndex, size - 1);
  const root = hashes.reduce((hash, other, n) => join(hash, other, sides[n]), leafHash);
  return leafIndex < size && hashes.length === sides.length && root === rootHash;
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
  let [node, last] = [first - 1, size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const sides = sidesOf(node, last);
  const [start = "", ...path] = Number.isInteger(Math.log2(first)) ? [firstRoot, ...hashes] : hashes;
  const older = path.reduce((hash, other, n) => (sides[n] === "left" ? pair(other, hash) : hash), start);
  const newer = path.reduce((hash, other, n) => join(hash, other, sides[n]), start);
  return path.length === sides.length && older === firstRoot && newer === rootHash;
}

type Side = "left" | "right";

/** On which side of a node its neighbour stands, from there up to the root; `last` is the last node of its level. */
function sidesOf(leaf: number, lastLeaf: number): Side[] {
  const sides: Side[] = [];
  for (let [node, last] = [leaf, lastLeaf]; last > 0; [node, last] = [half(node), half(last)]) {
    const isRight = node % 2 === 1 || node === last;
    sides.push(isRight ? "left" : "right");
    // The last of its level may stand alone for several levels.
    while (node === last && node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
  }
  return sides;
}

function join(hash: string, other: string, side: Side | undefined): string {
  return side === "left" ? pair(other, hash) : pair(hash, other);
}

function half(n: number): number {
  return Math.floor(n / 2);
}
