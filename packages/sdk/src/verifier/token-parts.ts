import type { HeldGrants } from "./held-grants.ts";
import { expiryAt, ID, nameAt, termsAt } from "./held-grants.ts";
import { instantText } from "./instant-text.ts";
import { readId } from "./token-id.ts";
import type { ValidVerdict } from "./verdict.ts";

/** What a verdict says of a token. */
export type TokenPart = ValidVerdict["token"];

/**
 * The part of verdicts that tells of the token at a slot: frozen and shared by every verdict while it is kept. So many
 * are kept that they matter little beside a million rows. Of slots that share a place one keeps it for a while; the
 * others have theirs built for each verdict, which costs less than keeping each for a moment.
 */
export interface TokenParts {
  slots: Int32Array;
  parts: (TokenPart | undefined)[];
  misses: number;
}

const PLACES = 0x1_0000;
const NO_SLOT = -1;
/** How often a place is asked for in vain before somebody else has it. */
const PATIENCE = 16;

export function createTokenParts(): TokenParts {
  return { slots: new Int32Array(PLACES).fill(NO_SLOT), parts: [], misses: 0 };
}

export function tokenPartOf(kept: TokenParts, held: HeldGrants, slot: number): TokenPart {
  const place = slot & (PLACES - 1);
  const known = kept.slots[place] === slot ? kept.parts[place] : undefined;
  if (known) return known;
  const part = buildPart(held, slot);
  if (kept.slots[place] !== NO_SLOT && ++kept.misses % PATIENCE !== 0) return part;
  Object.freeze(part);
  kept.slots[place] = slot;
  kept.parts[place] = part;
  return part;
}

export function dropTokenPart(kept: TokenParts, slot: number): void {
  const place = slot & (PLACES - 1);
  if (kept.slots[place] !== slot) return;
  kept.slots[place] = NO_SLOT;
  kept.parts[place] = undefined;
}

function buildPart(held: HeldGrants, slot: number): TokenPart {
  const terms = termsAt(held, slot);
  const expiresAtMs = expiryAt(held, slot);
  return {
    id: readId(held.table.chunkOf(slot).words, held.table.rowOf(slot) + ID),
    kind: terms.kind,
    name: nameAt(held, slot),
    scopes: terms.scopes as string[],
    expiresAt: expiresAtMs === Infinity ? null : instantText(expiresAtMs),
  };
}
