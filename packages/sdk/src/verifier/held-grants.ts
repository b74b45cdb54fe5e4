import type { IpCheck } from "../ip-rules.ts";
import { compileIpRules } from "../ip-rules.ts";
import type { DigestTable, DigestWords } from "./digest-table.ts";
import { CHUNK_ROWS, createDigestTable, DIGEST_WORDS, readHexDigest } from "./digest-table.ts";
import type { Change, Grant } from "./grant.ts";
import type { Pool } from "./pool.ts";
import { createPool } from "./pool.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { ValidVerdict } from "./verdict.ts";
import { ID_WORDS, writeId } from "./token-id.ts";

/** Where in a slot's row the facts lie, in words… */
export const HOLDER: number = DIGEST_WORDS;
export const TERMS: number = HOLDER + 1;
export const ORIGIN: number = TERMS + 1;
export const USES: number = ORIGIN + 1;
/** …and in doubles: when it expires or ends, whichever comes first; when it was last used; how new it is. */
export const ENDS_AT: number = (USES + 1) / 2;
export const LAST_USED_AT: number = ENDS_AT + 1;
const REVISION = LAST_USED_AT + 1;
export const ID: number = (REVISION + 1) * 2;
/** Every holder's tokens are a chain of slots, each named by its number + 1. */
const BEFORE = ID + ID_WORDS;
const AFTER = BEFORE + 1;
const FACT_WORDS = AFTER + 1 - DIGEST_WORDS;

/** Who a token is used for, shared by all of their tokens. */
export interface HeldHolder extends Pick<Grant, "project" | "role"> {
  /** As verdicts tell it. */
  holder: ValidVerdict["holder"];
  /** The slot + 1 that begins the chain of their tokens. */
  first: number;
}

/** What a token may do, shared by all that may do the same. */
export interface HeldTerms {
  kind: Grant["token"]["kind"];
  scopes: readonly string[];
  ipAllowList: readonly string[];
  isIpAllowed: IpCheck | undefined;
  rateLimit: RateLimit | null;
}

/** Both ends of a rotated-out value, which is the rare case. */
interface Ends {
  expiresAtMs: number;
  validUntilMs: number;
}

/** Grants at the slots of a digest table. */
export interface HeldGrants {
  table: DigestTable;
  names: string[][];
  holders: Pool<HeldHolder>;
  terms: Pool<HeldTerms>;
  rotatedOut: Map<number, Ends>;
  /** The project of the grant that was stored last. */
  project: Grant["project"] | undefined;
  /** Where the search for room goes on. */
  hand: number;
}

/** The digest that `findHeld` read last. */
const digest: DigestWords = new Uint32Array(DIGEST_WORDS);

export function createHeldGrants(): HeldGrants {
  return {
    table: createDigestTable(FACT_WORDS),
    names: [],
    holders: createPool(({ holder }) => holder.id, isSameHolder),
    terms: createPool(({ scopes }) => scopes.join(" "), isSameTerms),
    rotatedOut: new Map(),
    project: undefined,
    hand: 0,
  };
}

function isSameHolder(a: HeldHolder, b: HeldHolder): boolean {
  return (
    a.role === b.role &&
    a.project.id === b.project.id &&
    a.project.slug === b.project.slug &&
    a.holder.type === b.holder.type &&
    a.holder.name === b.holder.name &&
    a.holder.email === b.holder.email
  );
}

function isSameTerms(a: HeldTerms, b: HeldTerms): boolean {
  return (
    a.kind === b.kind &&
    a.rateLimit?.requests === b.rateLimit?.requests &&
    a.rateLimit?.windowSeconds === b.rateLimit?.windowSeconds &&
    a.scopes.length === b.scopes.length &&
    a.ipAllowList.join(" ") === b.ipAllowList.join(" ")
  );
}

/** The slot of a digest in hexadecimal, or -1. */
export function findHeld(held: HeldGrants, hex: string): number {
  return held.table.find(readHexDigest(hex, digest));
}

/** Stores a grant, in place of an older one of the same value. Answers its slot, or -1 when a newer one is held. */
export function storeGrant(held: HeldGrants, grant: Grant, revision: number): number {
  const known = findHeld(held, grant.digest);
  if (known !== -1) {
    if (revision < (doubleAt(held, known, REVISION) ?? 0)) return -1;
    releaseShared(held, known);
  }
  const slot = known === -1 ? held.table.insert(digest) : known;
  writeFacts(held, slot, grant);
  const { doubles } = held.table.chunkOf(slot);
  doubles[held.table.rowOf(slot) / 2 + REVISION] = revision;
  return slot;
}

function writeFacts(held: HeldGrants, slot: number, { token, validUntil, ...grant }: Grant): void {
  const { words, doubles } = held.table.chunkOf(slot);
  const row = held.table.rowOf(slot);
  const expiresAtMs = token.expiresAt === null ? Infinity : Date.parse(token.expiresAt);
  const validUntilMs = validUntil === null ? Infinity : Date.parse(validUntil);
  if (validUntil === null) held.rotatedOut.delete(slot);
  else held.rotatedOut.set(slot, { expiresAtMs, validUntilMs });
  doubles[row / 2 + ENDS_AT] = Math.min(expiresAtMs, validUntilMs);
  writeId(token.id, words, row + ID);
  (held.names[Math.floor(slot / CHUNK_ROWS)] ??= [])[slot % CHUNK_ROWS] = token.name;
  words[row + TERMS] = held.terms.hold({
    kind: token.kind,
    scopes: Object.freeze([...token.scopes]),
    ipAllowList: grant.ipAllowList,
    isIpAllowed: grant.ipAllowList.length > 0 ? compileIpRules(grant.ipAllowList) : undefined,
    rateLimit: grant.rateLimit,
  });
  const { type, id, name, email } = grant.holder;
  words[row + HOLDER] = held.holders.hold({
    holder: Object.freeze({ type, id, name, email, role: grant.role }),
    project: projectOf(held, grant),
    role: grant.role,
    first: 0,
  });
  linkToHolder(held, slot);
}

/** Nearly all grants are of the same project. */
function projectOf(held: HeldGrants, { project: { id, slug } }: Pick<Grant, "project">): Grant["project"] {
  if (held.project?.id !== id || held.project.slug !== slug) held.project = Object.freeze({ id, slug });
  return held.project;
}

/** Frees a slot. Its counted uses must have been taken before. */
export function removeGrant(held: HeldGrants, slot: number): void {
  releaseShared(held, slot);
  held.rotatedOut.delete(slot);
  const names = held.names[Math.floor(slot / CHUNK_ROWS)];
  if (names) names[slot % CHUNK_ROWS] = "";
  held.table.remove(slot);
}

function releaseShared(held: HeldGrants, slot: number): void {
  const { words } = held.table.chunkOf(slot);
  const row = held.table.rowOf(slot);
  unlinkFromHolder(held, slot);
  held.holders.release(words[row + HOLDER] ?? 0);
  held.terms.release(words[row + TERMS] ?? 0);
}

function linkToHolder(held: HeldGrants, slot: number): void {
  const holder = holderAt(held, slot);
  setWord(held, slot, { at: BEFORE, to: 0 });
  setWord(held, slot, { at: AFTER, to: holder.first });
  if (holder.first !== 0) setWord(held, holder.first - 1, { at: BEFORE, to: slot + 1 });
  holder.first = slot + 1;
}

function unlinkFromHolder(held: HeldGrants, slot: number): void {
  const [before, after] = [wordAt(held, slot, BEFORE), wordAt(held, slot, AFTER)];
  const holder = holderAt(held, slot);
  if (before !== 0) setWord(held, before - 1, { at: AFTER, to: after });
  else holder.first = after;
  if (after !== 0) setWord(held, after - 1, { at: BEFORE, to: before });
}

/** The slots that a change concerns. */
export function slotsOf(held: HeldGrants, { kind, ref }: Change): number[] {
  switch (kind) {
    case "token": {
      const slot = findHeld(held, ref);
      return slot === -1 ? [] : [slot];
    }
    case "holder":
      return held.holders.withKey(ref).flatMap((holder) => chainOf(held, holder));
    case "project":
      return held.holders.items().flatMap((one) => (one.project.id === ref ? chainOf(held, one) : []));
  }
}

function chainOf(held: HeldGrants, holder: HeldHolder): number[] {
  const slots: number[] = [];
  for (let next = holder.first; next !== 0; next = wordAt(held, next - 1, AFTER)) slots.push(next - 1);
  return slots;
}

const PROBES = 8;

/** The slot of a full table that can go: of a few in a row, the one not used for longest. */
export function findRoom(held: HeldGrants): number {
  let oldest = -1;
  let oldestMs = Infinity;
  for (let probe = 0; probe < PROBES || oldest === -1; probe++) {
    const slot = held.hand;
    held.hand = (held.hand + 1) % held.table.slots;
    const lastUsedMs = doubleAt(held, slot, LAST_USED_AT) ?? 0;
    if (wordAt(held, slot, HOLDER) === 0 || lastUsedMs >= oldestMs) continue;
    [oldest, oldestMs] = [slot, lastUsedMs];
  }
  return oldest;
}

/** Whose token is held at a slot. */
export function holderAt(held: HeldGrants, slot: number): HeldHolder {
  return held.holders.at(wordAt(held, slot, HOLDER)) ?? throwEmpty(slot);
}

/** What the token at a slot may do. */
export function termsAt(held: HeldGrants, slot: number): HeldTerms {
  return held.terms.at(wordAt(held, slot, TERMS)) ?? throwEmpty(slot);
}

function throwEmpty(slot: number): never {
  throw new RangeError(`slot ${slot} holds no grant`);
}

export function nameAt(held: HeldGrants, slot: number): string {
  return held.names[Math.floor(slot / CHUNK_ROWS)]?.[slot % CHUNK_ROWS] ?? "";
}

/** When a token expires, whatever becomes of this value of it. */
export function expiryAt(held: HeldGrants, slot: number): number {
  return held.rotatedOut.get(slot)?.expiresAtMs ?? doubleAt(held, slot, ENDS_AT) ?? Infinity;
}

function wordAt(held: HeldGrants, slot: number, at: number): number {
  return held.table.chunkOf(slot).words[held.table.rowOf(slot) + at] ?? 0;
}

function setWord(held: HeldGrants, slot: number, { at, to }: { at: number; to: number }): void {
  held.table.chunkOf(slot).words[held.table.rowOf(slot) + at] = to;
}

function doubleAt(held: HeldGrants, slot: number, at: number): number | undefined {
  return held.table.chunkOf(slot).doubles[held.table.rowOf(slot) / 2 + at];
}
