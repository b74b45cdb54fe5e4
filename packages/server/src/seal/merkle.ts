import { createHash } from "node:crypto";

/** The Merkle tree of RFC 9162 §2.1, over SHA-256: hashes, and which subtrees its proofs are made of. */
export type Hash = Uint8Array;

/** A subtree in which nothing is missing: the leaves from `index` · 2^`level` on, 2^`level` of them. */
export interface Place {
  level: number;
  index: number;
}

/** Leaves `from` to before `to`. */
export type Span = readonly [from: number, to: number];

export function hashLeaf(content: string): Hash {
  return createHash("sha256").update(LEAF).update(content, "utf8").digest();
}

export function hashPair(left: Hash, right: Hash): Hash {
  return createHash("sha256").update(PAIR).update(left).update(right).digest();
}

const LEAF = Uint8Array.of(0);
const PAIR = Uint8Array.of(1);

/** The whole subtrees that leaves consist of, largest first; `from` is where a subtree of the tree begins. */
export function placesOf([from, to]: Span): Place[] {
  const places: Place[] = [];
  for (let start = from; start < to;) {
    const level = levelWithin(to - start);
    places.push({ level, index: start / 2 ** level });
    start += 2 ** level;
  }
  return places;
}

/** Of the largest whole subtree that has room among so many leaves. */
function levelWithin(leaves: number): number {
  let level = 0;
  while (2 ** (level + 1) <= leaves) level++;
  return level;
}

/** The hash over leaves, from those of the whole subtrees they consist of; of none it is that of nothing. */
export function joinHashes(hashes: readonly Hash[]): Hash {
  if (hashes.length === 0) return createHash("sha256").digest();
  return hashes.reduceRight((right, left) => hashPair(left, right));
}

/** Whose hashes lead from a leaf to the root of a tree of so many leaves, nearest first. */
export function inclusionSpans(leafIndex: number, size: number): Span[] {
  return pathTo(leafIndex, [0, size]);
}

function pathTo(leafIndex: number, [from, to]: Span): Span[] {
  if (to - from <= 1) return [];
  const middle = middleOf([from, to]);
  return leafIndex < middle
    ? [...pathTo(leafIndex, [from, middle]), [middle, to]]
    : [...pathTo(leafIndex, [middle, to]), [from, middle]];
}

/** Whose hashes show that a tree of `size` leaves begins with the `first` leaves of before, nearest first. */
export function consistencySpans(first: number, size: number): Span[] {
  return common(first, [0, size], true);
}

/** `isKnown`: the leaves up to `first` are all that the verifier knows the hash of. */
function common(first: number, [from, to]: Span, isKnown: boolean): Span[] {
  if (first === to) return isKnown ? [] : [[from, to]];
  const middle = middleOf([from, to]);
  return first <= middle
    ? [...common(first, [from, middle], isKnown), [middle, to]]
    : [...common(first, [middle, to], false), [from, middle]];
}

function middleOf([from, to]: Span): number {
  return from + 2 ** levelWithin(to - from - 1);
}

/** A tree as far as growing needs it. */
export interface Tree {
  size: number;
  /** The hashes of the whole subtrees that it consists of, largest first. */
  edge: Hash[];
}

/** Appends a leaf, and answers the hashes of all subtrees that are whole with it, the leaf's own first. */
export function appendLeaf(tree: Tree, leaf: Hash): (Place & { hash: Hash })[] {
  let place = { level: 0, index: tree.size, hash: leaf };
  const completed = [place];
  while (place.index % 2 === 1) {
    const hash = hashPair(tree.edge.pop() ?? NOTHING, place.hash);
    place = { level: place.level + 1, index: (place.index - 1) / 2, hash };
    completed.push(place);
  }
  tree.edge.push(place.hash);
  tree.size++;
  return completed;
}

const NOTHING = new Uint8Array(0);
