import type { DigestWords } from "./digest-table.ts";
import { DIGEST_WORDS, readDigest } from "./digest-table.ts";
import type { Change, Grant } from "./grant.ts";
import type { HeldGrants, HeldHolder } from "./held-grants.ts";
import {
  createHeldGrants,
  ENDS_AT,
  findHeld,
  findRoom,
  holderAt,
  LAST_USED_AT,
  removeGrant,
  slotsOf,
  storeGrant,
  termsAt,
} from "./held-grants.ts";
import type { CheckRequest, GrantFacts, Judgement } from "./judgement.ts";
import { judge } from "./judgement.ts";
import type { RateLimit, RateLimitState } from "./rate-limit.ts";
import type { Rates } from "./rates.ts";
import { createLocalRates } from "./rates.ts";
import type { TokenParts } from "./token-parts.ts";
import { createTokenParts, dropTokenPart, tokenPartOf } from "./token-parts.ts";
import type { RequestOrigin, TokenUse, UseCounters } from "./use-counters.ts";
import { countUse, createUseCounters, drainUses, leaveSlot } from "./use-counters.ts";
import type { Verdict } from "./verdict.ts";

/** What memory is asked: what the caller wants to do, from where and with what. */
export interface MemoryRequest extends CheckRequest, RequestOrigin {
  /** Bound the check to one project: a token of another one counts as not held. */
  projectId?: string | undefined;
  projectSlug?: string | undefined;
}

/** A refusal that memory gave, for the record. */
export interface Denial {
  denialId: string;
  tokenId: string;
  code: Exclude<Judgement, "valid"> | "rate_limited";
  atMs: number;
}

export interface MemoryOptions {
  /** So many grants are held at most; then each new one takes the place of one not used for long. */
  maxTokens: number;
  /** False = whoever asks counts uses themselves, and nothing is drained. */
  countsUses?: boolean;
  /** Where uses of limited tokens are counted; here, unless it is said. */
  rates?: Rates;
  /** Told every refusal, in the turn in which it is given. */
  onDenial?: (denial: Denial) => void;
}

/**
 * The grants that one verifier holds, and the decision over them. It knows nothing of leases: whoever asks it must
 * hold one, or be the process that makes the changes.
 */
export interface Memory {
  /** How many grants it holds. */
  readonly size: number;
  /** The revision up to which all changes are applied; every verdict carries it. */
  readonly applied: number;
  /** Says that all changes up to a revision are applied. Never goes back. */
  advance(revision: number): void;
  /**
   * Holds a grant that was true at `revision`; answers whether it does. A grant from before the changes that are
   * applied already may be one that they ended, so it is not taken.
   */
  put(grant: Grant, revision: number): boolean;
  /** Forgets what a change concerns. */
  evict(change: Change): void;
  /** Forgets every grant, and begins again at a revision. */
  clear(revision?: number): void;
  /**
   * The verdict over a digest (`rawDigest`), or undefined when it is not held, or its rate not known here. A use is
   * counted, a refusal told, and the rate taken from, in the same turn.
   */
  check(digest: string, request: MemoryRequest, nowMs: number): Verdict | undefined;
  /** Gives out what was counted, of at most so many tokens and origins, and forgets it. */
  drainUses(most: number): TokenUse[];
}

interface State {
  options: MemoryOptions;
  held: HeldGrants;
  counters: UseCounters;
  parts: TokenParts;
  rates: Rates;
  applied: number;
  /** Filled anew for each judgement, so that none makes garbage. */
  facts: HeldFacts;
}

interface HeldFacts extends GrantFacts {
  rateLimit: RateLimit | null;
}

const NO_FACTS: HeldFacts = {
  expiresAtMs: Infinity,
  validUntilMs: Infinity,
  role: "member",
  scopes: [],
  isIpAllowed: undefined,
  rateLimit: null,
};

const words: DigestWords = new Uint32Array(DIGEST_WORDS);

/** Makes an empty memory. */
export function createMemory(options: MemoryOptions): Memory {
  const held = createHeldGrants();
  const state: State = {
    options,
    held,
    counters: createUseCounters(held),
    parts: createTokenParts(),
    rates: options.rates ?? createLocalRates(),
    applied: 0,
    facts: { ...NO_FACTS },
  };
  return {
    get size() {
      return state.held.table.size;
    },
    get applied() {
      return state.applied;
    },
    advance(revision) {
      state.applied = Math.max(state.applied, revision);
    },
    put: (grant, revision) => put(state, grant, revision),
    evict(change) {
      for (const slot of slotsOf(state.held, change)) forget(state, slot);
    },
    clear(revision = state.applied) {
      clear(state);
      state.applied = revision;
    },
    check(digest, request, nowMs) {
      state.counters.nowMs = nowMs;
      return check(state, digest, request);
    },
    drainUses: (most) => drainUses(state.counters, most),
  };
}

function put(state: State, grant: Grant, revision: number): boolean {
  const { held, counters } = state;
  if (revision < state.applied) return false;
  if (held.table.size >= state.options.maxTokens && findHeld(held, grant.digest) === -1) {
    forget(state, findRoom(held));
  }
  const slot = storeGrant(held, grant, revision);
  if (slot === -1) return false;
  dropTokenPart(state.parts, slot);
  held.table.chunkOf(slot).doubles[held.table.rowOf(slot) / 2 + LAST_USED_AT] = counters.nowMs;
  return true;
}

function forget(state: State, slot: number): void {
  leaveSlot(state.counters, slot);
  dropTokenPart(state.parts, slot);
  removeGrant(state.held, slot);
}

function clear(state: State): void {
  for (const slot of new Set(state.counters.counting)) leaveSlot(state.counters, slot);
  state.held = createHeldGrants();
  state.counters = { ...createUseCounters(state.held), waiting: state.counters.waiting };
  state.parts = createTokenParts();
}

function check(state: State, digest: string, request: MemoryRequest): Verdict | undefined {
  const slot = state.held.table.find(readDigest(digest, words));
  if (slot === -1) return undefined;
  const holder = holderAt(state.held, slot);
  if (isElsewhere(holder.project, request)) return undefined;
  const judgement = judge(readFacts(state, slot, holder), request, state.counters.nowMs);
  if (judgement !== "valid") return refuse(state, slot, { code: judgement });
  const { rateLimit } = state.facts;
  if (rateLimit) return meter(state, slot, { request, holder, rateLimit });
  if (state.options.countsUses !== false) countUse(state.counters, slot, request);
  return accept(state, slot, holder);
}

/** All is well with the token, unless it was used too often. */
function meter(
  state: State,
  slot: number,
  { request, holder, rateLimit }: { request: MemoryRequest; holder: HeldHolder; rateLimit: RateLimit },
): Verdict | undefined {
  const verdict = accept(state, slot, holder);
  const taken = state.rates.take(verdict.token.id, rateLimit, state.counters.nowMs);
  if (!taken) return undefined;
  if (!taken.allowed) return refuse(state, slot, { code: "rate_limited", rateLimit: taken.told });
  if (state.options.countsUses !== false) countUse(state.counters, slot, request);
  return { ...verdict, rateLimit: taken.told };
}

function isElsewhere({ id, slug }: Grant["project"], { projectId, projectSlug }: MemoryRequest): boolean {
  return (projectId ?? id) !== id || (projectSlug ?? slug) !== slug;
}

function readFacts(state: State, slot: number, { role }: HeldHolder): GrantFacts {
  const { facts, held } = state;
  const { doubles } = held.table.chunkOf(slot);
  const row = held.table.rowOf(slot);
  const terms = termsAt(held, slot);
  const ends = held.rotatedOut.size > 0 ? held.rotatedOut.get(slot) : undefined;
  facts.expiresAtMs = ends?.expiresAtMs ?? doubles[row / 2 + ENDS_AT] ?? 0;
  facts.validUntilMs = ends?.validUntilMs ?? Infinity;
  facts.role = role;
  facts.scopes = terms.scopes;
  facts.isIpAllowed = terms.isIpAllowed;
  facts.rateLimit = terms.rateLimit;
  return facts;
}

function accept(state: State, slot: number, { holder, project }: HeldHolder) {
  const token = tokenPartOf(state.parts, state.held, slot);
  return { valid: true, code: "valid", token, holder, project, revision: state.applied } as const;
}

interface Refusal {
  code: Denial["code"];
  rateLimit?: RateLimitState;
}

function refuse(state: State, slot: number, refusal: Refusal): Verdict {
  const { counters, options } = state;
  const tokenId = tokenPartOf(state.parts, state.held, slot).id;
  const denialId = crypto.randomUUID();
  options.onDenial?.({ denialId, tokenId, code: refusal.code, atMs: counters.nowMs });
  return { valid: false, ...refusal, denialId, revision: state.applied };
}
