import { isIP } from "node:net";
import type { CheckRequest } from "./judgement.ts";
import type { HeldGrants } from "./held-grants.ts";
import { ID, LAST_USED_AT, ORIGIN, USES } from "./held-grants.ts";
import type { Pool } from "./pool.ts";
import { createPool } from "./pool.ts";
import { readId } from "./token-id.ts";

/** How often a token was used from one address by one user agent since that was last told. */
export interface TokenUse {
  tokenId: string;
  count: number;
  lastUsedAtMs: number;
  ip: string | null;
  userAgent: string | null;
}

/** From where a request comes. */
export interface RequestOrigin extends Pick<CheckRequest, "ip"> {
  userAgent?: string | undefined;
}

interface Origin {
  ip: string | undefined;
  userAgent: string | undefined;
}

/**
 * Uses counted in the rows of their tokens. Whatever a row has no place for waits to be taken along: what was counted
 * of another origin, and of a grant that is held no longer.
 */
export interface UseCounters {
  held: HeldGrants;
  origins: Pool<Origin>;
  /** Slots in whose rows something is counted; each at most once. */
  counting: number[];
  waiting: Map<string, TokenUse>;
  /** When a use that is counted now happens. */
  nowMs: number;
}

/** Marks in a row's count that its slot is among those that count. */
const IS_COUNTING = 0x8000_0000;
const COUNT_MASK = 0x7fff_ffff;
const USER_AGENT_LENGTH = 256;

/** So many origins wait at most. Beyond, a token's uses count for its newest origin, or for none when it is gone. */
export const MOST_WAITING = 20_000;

export function createUseCounters(held: HeldGrants): UseCounters {
  return {
    held,
    origins: createPool(
      ({ ip }) => ip ?? "",
      (a, b) => a.ip === b.ip && a.userAgent === b.userAgent,
    ),
    counting: [],
    waiting: new Map(),
    nowMs: 0,
  };
}

/** Counts one use of the token at a slot. */
export function countUse(counters: UseCounters, slot: number, origin: RequestOrigin): void {
  const { table } = counters.held;
  const { words, doubles } = table.chunkOf(slot);
  const row = table.rowOf(slot);
  const known = counters.origins.at(words[row + ORIGIN] ?? 0);
  if (known?.ip !== origin.ip || known?.userAgent !== origin.userAgent) changeOrigin(counters, slot, origin);
  const uses = words[row + USES] ?? 0;
  if ((uses & IS_COUNTING) === 0) startCounting(counters, slot);
  words[row + USES] = ((uses + 1) | IS_COUNTING) >>> 0;
  doubles[row / 2 + LAST_USED_AT] = counters.nowMs;
}

/** A slot that was freed and filled again is noted again; now and then that is tidied up. */
function startCounting(counters: UseCounters, slot: number): void {
  counters.counting.push(slot);
  if (counters.counting.length > 2 * counters.held.table.slots + 1000) {
    counters.counting = [...new Set(counters.counting)];
  }
}

function changeOrigin(counters: UseCounters, slot: number, { ip, userAgent }: RequestOrigin): void {
  const number = counters.origins.hold({
    ip: ip !== undefined && isIP(ip) ? ip : undefined,
    userAgent: userAgent?.slice(0, USER_AGENT_LENGTH),
  });
  const { table } = counters.held;
  const { words } = table.chunkOf(slot);
  const at = table.rowOf(slot) + ORIGIN;
  const before = words[at] ?? 0;
  if (before === number) {
    counters.origins.release(number);
    return;
  }
  setAside(counters, slot);
  counters.origins.release(before);
  words[at] = number;
}

/** Takes what is counted in a row out of it, before the row is freed. */
export function leaveSlot(counters: UseCounters, slot: number): void {
  setAside(counters, slot);
  const { words } = counters.held.table.chunkOf(slot);
  counters.origins.release(words[counters.held.table.rowOf(slot) + ORIGIN] ?? 0);
}

function setAside(counters: UseCounters, slot: number): void {
  const use = readUse(counters, slot);
  if (!use) return;
  const key = `${use.tokenId} ${use.ip} ${use.userAgent}`;
  const waiting = counters.waiting.get(key);
  if (!waiting && counters.waiting.size >= MOST_WAITING) return;
  counters.waiting.set(key, waiting ? { ...use, count: use.count + waiting.count } : use);
  resetCount(counters, slot);
}

/** What is counted in a row. */
function readUse({ held, origins }: UseCounters, slot: number): TokenUse | undefined {
  const { words, doubles } = held.table.chunkOf(slot);
  const row = held.table.rowOf(slot);
  const count = (words[row + USES] ?? 0) & COUNT_MASK;
  if (count === 0) return undefined;
  const origin = origins.at(words[row + ORIGIN] ?? 0);
  return {
    tokenId: readId(words, row + ID),
    count,
    lastUsedAtMs: doubles[row / 2 + LAST_USED_AT] ?? 0,
    ip: origin?.ip ?? null,
    userAgent: origin?.userAgent ?? null,
  };
}

/** The slot stays among those that count. */
function resetCount({ held: { table } }: UseCounters, slot: number): void {
  table.chunkOf(slot).words[table.rowOf(slot) + USES] = IS_COUNTING;
}

/** Gives out the uses of at most `most` origins, and forgets them. */
export function drainUses(counters: UseCounters, most: number): TokenUse[] {
  const uses: TokenUse[] = [];
  for (const [key, use] of counters.waiting) {
    if (uses.length >= most) return uses;
    uses.push(use);
    counters.waiting.delete(key);
  }
  while (uses.length < most) {
    const slot = counters.counting.pop();
    if (slot === undefined) break;
    const use = readUse(counters, slot);
    if (use) uses.push(use);
    const { table } = counters.held;
    table.chunkOf(slot).words[table.rowOf(slot) + USES] = 0;
  }
  return uses;
}
