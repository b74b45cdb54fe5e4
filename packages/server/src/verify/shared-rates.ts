import type { RateLimit, RateTaken } from "@tokenhouse/sdk/memory";
import type { ServerRates } from "../core/rate-limit.ts";
import type { PermitsAsked, PermitsTaken } from "../storage/token-rates.ts";

export interface SharedRatesOptions {
  /** Takes permits from where all servers take theirs. */
  takePermits: (asked: PermitsAsked) => Promise<PermitsTaken>;
  /** Monotonic clock, ms. */
  monotonic: () => number;
}

export interface SharedRates extends ServerRates {
  /** Lets all permits lapse that are held. */
  forget: () => void;
}

/** So long should the permits last that are taken for checks to come. */
const SPARE_FOR_MS = 100;
/** Of a limit so much is held at most at one server: what it wastes if it is killed, or asked no more. */
const MOST_SPARE = 1 / 20;
/** Once there are none, others are not asked for sooner than after so long. */
const PAUSE_MS = 50;
/** How far the clocks' rates may differ. */
const MARGIN = 1 / 50;

/** What is known here of one limited token. Instants are of the monotonic clock. */
interface Purse {
  /** Permits not used yet. The last one's share ends at `lapsesAt`, each other's where the next one's begins. */
  held: number;
  lapsesAt: number;
  /** When the limit is unused again, as far as was heard. */
  unusedAt: number;
  /** Until then there are no permits. */
  emptyUntil: number;
  /** How many were used since permits were asked for last, and when that was. */
  used: number;
  askedAt: number;
  waiting: Waiting[];
  isAsking: boolean;
}

interface Waiting {
  resolve: (taken: RateTaken) => void;
  reject: (error: unknown) => void;
}

/** A limit as one asks for permits. */
interface Policy extends RateLimit {
  tokenId: string;
  /** Of the window, for each request: microseconds. */
  share: number;
}

type State = SharedRatesOptions & { purses: Map<string, Purse>; most: number };

const FEWEST = 1024;

/**
 * Rates that hold for all servers of a database together. A server takes permits in blocks, as many as it used in the
 * last tenth of a second, and spends them in its memory; a token that is used seldom is asked for at each check. All
 * that wait for the same token are asked for at once.
 */
export function createSharedRates(options: SharedRatesOptions): SharedRates {
  const state: State = { ...options, purses: new Map(), most: FEWEST };
  return {
    take(tokenId, limit) {
      const purse = state.purses.get(tokenId);
      return purse && spend(state, purse, policyOf(tokenId, limit));
    },
    async ask(tokenId, limit) {
      const policy = policyOf(tokenId, limit);
      const purse = state.purses.get(tokenId) ?? open(state, tokenId);
      const taken = spend(state, purse, policy);
      if (taken) return taken;
      const { promise, resolve, reject } = Promise.withResolvers<RateTaken>();
      purse.waiting.push({ resolve, reject });
      if (!purse.isAsking) void askForAll(state, purse, policy);
      return promise;
    },
    forget() {
      for (const purse of state.purses.values()) purse.held = 0;
    },
  };
}

/** Rounded up: in a window never more than there may be. */
function policyOf(tokenId: string, { requests, windowSeconds }: RateLimit): Policy {
  return { tokenId, requests, windowSeconds, share: Math.ceil((windowSeconds * 1e6) / requests) };
}

/** What is unused again need not be known. */
function open({ purses, monotonic, ...state }: State, tokenId: string): Purse {
  if (purses.size >= state.most) {
    const now = monotonic();
    for (const [id, purse] of purses) {
      if (!purse.isAsking && Math.max(purse.unusedAt, purse.emptyUntil) < now) purses.delete(id);
    }
    state.most = Math.max(FEWEST, 2 * purses.size);
  }
  const past = { lapsesAt: 0, unusedAt: 0, emptyUntil: 0, askedAt: 0 };
  const purse: Purse = { ...past, held: 0, used: 0, waiting: [], isAsking: false };
  purses.set(tokenId, purse);
  return purse;
}

/** Uses a permit that has not lapsed, or refuses while there are known to be none. */
function spend({ monotonic }: State, purse: Purse, policy: Policy): RateTaken | undefined {
  const now = monotonic();
  purse.held = Math.max(0, Math.min(purse.held, Math.floor(micros(purse.lapsesAt - now) / policy.share)));
  if (purse.held > 0) {
    purse.held--;
    purse.used++;
    return allowed(purse, policy, now);
  }
  return now < purse.emptyUntil ? refused(purse, policy, now) : undefined;
}

async function askForAll(state: State, purse: Purse, policy: Policy): Promise<void> {
  purse.isAsking = true;
  while (purse.waiting.length > 0) await askOnce(state, purse, policy);
  purse.isAsking = false;
}

async function askOnce(state: State, purse: Purse, policy: Policy): Promise<void> {
  const { takePermits, monotonic } = state;
  const together = purse.waiting.splice(0);
  const [before, needed] = [monotonic(), together.length];
  const { tokenId, requests, share } = policy;
  try {
    const asked = { tokenId, requests, share, needed, ...spareOf(purse, policy, before) };
    Object.assign(purse, { used: 0, askedAt: before });
    const { permits, unusedIn } = await takePermits(asked);
    const now = monotonic();
    const passed = Math.min(needed, permits);
    purse.unusedAt = now + unusedIn / 1000;
    purse.held = permits - passed;
    purse.used += passed;
    // Counted from before the statement, and as if this clock were slow.
    purse.lapsesAt = before + (unusedIn / 1000) * (1 - MARGIN);
    if (permits < needed) purse.emptyUntil = now + Math.max(PAUSE_MS, nextIn(purse, policy, now));
    for (const [n, { resolve }] of together.entries())
      resolve(n < passed ? allowed(purse, policy, now) : refused(purse, policy, now));
  } catch (error) {
    for (const { reject } of together) reject(error);
  }
  purse.waiting = purse.waiting.filter(({ resolve }) => {
    const taken = spend(state, purse, policy);
    if (taken) resolve(taken);
    return !taken;
  });
}

/** As many as are used while they keep, by what was used of late. */
function spareOf(
  { used, askedAt }: Purse,
  { requests }: Policy,
  now: number,
): Pick<PermitsAsked, "spare" | "keep"> {
  const usedPerMs = used / Math.max(1, now - askedAt);
  const spare = Math.floor(Math.min(usedPerMs * SPARE_FOR_MS, requests * MOST_SPARE));
  return { spare, keep: spare && Math.ceil(micros(Math.min(SPARE_FOR_MS, spare / usedPerMs))) };
}

function allowed(purse: Purse, { requests, windowSeconds, share }: Policy, now: number): RateTaken {
  const untilUnused = Math.max(0, purse.unusedAt - now);
  const room = Math.floor((requests * share - micros(untilUnused)) / share);
  const resetSeconds = Math.max(1, Math.ceil(untilUnused / 1000));
  const remaining = purse.held + Math.max(0, room);
  return { allowed: true, told: { limit: requests, windowSeconds, remaining, resetSeconds } };
}

function refused(purse: Purse, policy: Policy, now: number): RateTaken {
  const { requests, windowSeconds } = policy;
  const resetSeconds = Math.max(1, Math.ceil(nextIn(purse, policy, now) / 1000));
  return { allowed: false, told: { limit: requests, windowSeconds, remaining: 0, resetSeconds } };
}

/** Until the next permit is there, in ms. */
function nextIn({ unusedAt }: Purse, { requests, share }: Policy, now: number): number {
  return unusedAt - now - ((requests - 1) * share) / 1000;
}

function micros(ms: number): number {
  return Math.round(ms * 1000);
}
