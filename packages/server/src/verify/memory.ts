import type { Memory } from "@tokenhouse/sdk/memory";
import { createMemory } from "@tokenhouse/sdk/memory";
import { LIMITS } from "../core/limits.ts";
import type { ServerRates } from "../core/rate-limit.ts";
import { onCommit } from "../storage/change.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";

/** What one process holds of good values, and of which token it spoke when it last refused one. */
export interface HeldMemory {
  memory: Memory;
  refused: { tokenId: string | null };
  rates: ServerRates;
}

/**
 * An empty memory that the commits of this process keep true, in the turn of the commit. Where others commit as well,
 * these do not tell how far it is: a change of before may not have reached it yet.
 */
export async function openMemory(
  db: Db,
  { isAlone, rates }: { isAlone: boolean; rates: ServerRates },
): Promise<HeldMemory> {
  const refused: HeldMemory["refused"] = { tokenId: null };
  const memory = createMemory({
    maxTokens: LIMITS.heldTokens,
    countsUses: false,
    rates,
    onDenial: ({ tokenId }) => {
      refused.tokenId = tokenId;
    },
  });
  if (isAlone) memory.advance(await currentRevision(db));
  onCommit(db, ({ revision, changes }) => {
    for (const change of changes) memory.evict(change);
    if (isAlone && revision !== undefined) memory.advance(revision);
  });
  return { memory, refused, rates };
}
