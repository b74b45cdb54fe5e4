import type { Memory } from "@tokenhouse/sdk/memory";
import { createMemory } from "@tokenhouse/sdk/memory";
import { LIMITS } from "../core/limits.ts";
import { onCommit } from "../storage/change.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";

/** What one process holds of good values, and of which token it spoke when it last refused one. */
export interface HeldMemory {
  memory: Memory;
  refused: { tokenId: string | null };
}

/** An empty memory that every commit of this process keeps true, in the turn of the commit. */
export async function openMemory(db: Db): Promise<HeldMemory> {
  const refused: HeldMemory["refused"] = { tokenId: null };
  const memory = createMemory({
    maxTokens: LIMITS.heldTokens,
    countsUses: false,
    onDenial: ({ tokenId }) => {
      refused.tokenId = tokenId;
    },
  });
  memory.advance(await currentRevision(db));
  onCommit(db, ({ revision, changes }) => {
    for (const change of changes) memory.evict(change);
    if (revision !== undefined) memory.advance(revision);
  });
  return { memory, refused };
}
