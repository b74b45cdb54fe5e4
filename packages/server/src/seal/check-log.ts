import type { SealedEvent } from "./event.ts";
import { hashEvent } from "./event.ts";
import type { Hash, Tree } from "./merkle.ts";
import { appendLeaf, joinHashes } from "./merkle.ts";

/** An event of an export, with the hash that the log has for its place. */
export interface ExportedEvent extends Omit<SealedEvent, "leafIndex"> {
  /** Null = it came too late to be sealed. */
  leafIndex: number | null;
  leafHash: string | null;
}

export interface RememberedHead {
  size: number;
  rootHash: Hash;
}

/** One thing that is not as it was, and where. */
export interface Finding {
  code: "changed" | "moved" | "missing" | "twice" | "truncated" | "rewritten" | "unsealed";
  /** The places that are concerned: from the first to before the last. */
  leaves: readonly [from: number, to: number];
  /** The event's id, where it is one event. */
  id?: number;
  /** For a person. */
  text: string;
}

/**
 * Holds an export of a whole log against heads that were remembered. What a single hand has changed is found at its row;
 * where somebody made the hashes anew as well, between the last head that agrees and the first that does not.
 */
export function checkLog(exported: readonly ExportedEvent[], heads: readonly RememberedHead[]): Finding[] {
  const sealed = exported.filter(isSealed).toSorted((a, b) => a.leafIndex - b.leafIndex);
  const unsealed = exported.filter((event) => !isSealed(event));
  const size = (sealed.at(-1)?.leafIndex ?? -1) + 1;
  const rows = [...misplaced(sealed), ...changed(sealed)];
  const roots = rows.length > 0 ? [] : disagreeing(sealed, heads);
  return [...rows, ...truncated(size, heads), ...roots, ...late(unsealed, size)];
}

type Placed = ExportedEvent & SealedEvent;

function isSealed(event: ExportedEvent): event is Placed {
  return event.leafIndex !== null;
}

/** Gaps, and places that are taken twice. */
function misplaced(sealed: readonly Placed[]): Finding[] {
  return sealed.flatMap(({ id, leafIndex }, n): Finding[] => {
    const expected = (sealed[n - 1]?.leafIndex ?? -1) + 1;
    if (leafIndex === expected) return [];
    if (leafIndex < expected) {
      return [
        {
          code: "twice",
          leaves: [leafIndex, leafIndex + 1],
          id,
          text: `Event ${id} stands at place ${leafIndex}, which is taken by another`,
        },
      ];
    }
    const leaves = [expected, leafIndex] as const;
    return [{ code: "missing", leaves, text: `The log has a gap: ${inWords(leaves)} missing` }];
  });
}

/** Events that are not those whose hashes the log has for their places. */
function changed(sealed: readonly Placed[]): Finding[] {
  const all = sealed.filter((event) => hexOf(hashEvent(event)) !== event.leafHash);
  return all.map((event) => {
    const { id, leafIndex } = event;
    const leaves = [leafIndex, leafIndex + 1] as const;
    const origin = all.find((other) => isAt(other, event));
    return origin
      ? {
          code: "moved",
          leaves,
          id,
          text: `Event ${id} stands at place ${leafIndex} and was sealed at ${origin.leafIndex}`,
        }
      : {
          code: "changed",
          leaves,
          id,
          text: `Event ${id} at place ${leafIndex} is not what was sealed there`,
        };
  });
}

/** Whether an event is what was sealed at the place where another stands now. */
function isAt({ leafIndex, leafHash }: Placed, event: Placed): boolean {
  return hexOf(hashEvent({ ...event, leafIndex })) === leafHash;
}

/** Heads that tell of more than there is. */
function truncated(size: number, heads: readonly RememberedHead[]): Finding[] {
  const most = Math.max(0, ...heads.map((head) => head.size));
  if (most <= size) return [];
  const text = `A remembered head tells of ${most} events, the export of ${size}: ${inWords([size, most])} missing`;
  return [{ code: "truncated", leaves: [size, most], text }];
}

/** The first head whose root is not that of the export. */
function disagreeing(sealed: readonly Placed[], heads: readonly RememberedHead[]): Finding[] {
  const tree: Tree = { size: 0, edge: [] };
  let agreed = 0;
  for (const { size, rootHash } of heads.toSorted((a, b) => a.size - b.size)) {
    if (size > sealed.length) break;
    for (const event of sealed.slice(tree.size, size)) appendLeaf(tree, hashEvent(event));
    if (hexOf(joinHashes(tree.edge)) !== hexOf(rootHash)) {
      const text = `Places ${agreed} to ${size - 1} were written anew: they do not lead to the remembered head of ${size} events`;
      return [{ code: "rewritten", leaves: [agreed, size], text }];
    }
    agreed = size;
  }
  return [];
}

/** What was exported in the moment before it was sealed is nobody's fault, and proved by nothing. */
function late(unsealed: readonly ExportedEvent[], size: number): Finding[] {
  return unsealed.map(({ id }) => ({
    code: "unsealed",
    leaves: [size, size],
    id,
    text: `Event ${id} was not sealed yet`,
  }));
}

function inWords([from, to]: Finding["leaves"]): string {
  return to - from === 1 ? `place ${from} is` : `places ${from} to ${to - 1} are`;
}

function hexOf(hash: Hash): string {
  return Buffer.from(hash).toString("hex");
}
