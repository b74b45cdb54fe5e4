import type { Use } from "../storage/token-uses.ts";
import { findTokenIds } from "../storage/tokens.ts";
import type { Service } from "./context.ts";

/**
 * What of a verifier's report counts: uses of its own project's tokens. A clock that runs ahead is set back to now; a
 * time to come would stand as the last use for good, and make everything that is known look old.
 */
export async function believableUses<U extends Use>(
  { db, now }: Service,
  projectId: string,
  uses: readonly U[],
): Promise<U[]> {
  if (uses.length === 0) return [];
  const ids = [...new Set(uses.map(({ tokenId }) => tokenId))];
  const own = new Set(await findTokenIds(projectId, db, ids));
  const nowMs = now();
  return uses
    .filter(({ tokenId }) => own.has(tokenId))
    .map((use) => (use.atMs > nowMs ? Object.assign(use, { atMs: nowMs }) : use));
}
