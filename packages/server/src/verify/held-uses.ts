import { LIMITS } from "../core/limits.ts";
import { redactTokens } from "../core/redact.ts";
import type { AddressUses, TokenUses, Use } from "../storage/token-uses.ts";
import { dayOf } from "../storage/token-uses.ts";

/** Uses that `take` gave out. */
export interface TakenUses extends TokenUses {
  /** When the first of them was. */
  sinceMs: number;
}

interface Held extends TakenUses {
  last: Use;
  days: Map<number, number>;
  addresses: Map<string, AddressUses>;
}

/**
 * Uses counted in memory by token, day and address. A day or an address of a token is one entry; once there is no room
 * for another, those that are there still count on. This runs in every check: what is known already is counted in
 * place, and a use is read, never kept.
 */
export class HeldUses {
  readonly #byToken = new Map<string, Held>();
  readonly #room: number;
  #entries = 0;

  constructor(room: number) {
    this.#room = room;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Counts uses that are alike, as far as there is room. */
  add(use: Use, count: number): void {
    const isFull = this.#entries >= this.#room;
    const held = this.#byToken.get(use.tokenId) ?? (isFull ? undefined : this.#begin(use));
    if (!held) return;
    if (use.atMs >= held.last.atMs) setLast(held.last, use);
    else if (use.atMs < held.sinceMs) held.sinceMs = use.atMs;
    const day = dayOf(use.atMs);
    if (!isFull || held.days.has(day)) this.#addDay(held, day, count);
    if (use.ip === null) return;
    const known = held.addresses.get(use.ip);
    if (known) countOn(known, use, count);
    else if (!isFull) this.#addAddress(held, use.ip, addressUsesOf(use, count));
  }

  /** Takes uses back that `take` gave out, whether or not there is room. What came since is newer. */
  putBack({ sinceMs, last, days, addresses }: TakenUses): void {
    const held = this.#byToken.get(last.tokenId) ?? this.#begin(last);
    held.sinceMs = Math.min(held.sinceMs, sinceMs);
    if (last.atMs > held.last.atMs) setLast(held.last, last);
    for (const [day, uses] of days) this.#addDay(held, day, uses);
    for (const [ip, uses] of addresses) {
      const known = held.addresses.get(ip);
      if (known) held.addresses.set(ip, sumOf(uses, known));
      else this.#addAddress(held, ip, uses);
    }
  }

  /** Gives out about as many entries as asked for, in whole tokens, of those whose first use is due. */
  take(entries: number, isDue: (sinceMs: number) => boolean): TakenUses[] {
    const taken: TakenUses[] = [];
    let count = 0;
    for (const held of this.#byToken.values()) {
      if (count >= entries) break;
      if (!isDue(held.sinceMs)) continue;
      this.#byToken.delete(held.last.tokenId);
      count += held.days.size + held.addresses.size;
      taken.push(held);
      this.#entries -= held.days.size + held.addresses.size;
    }
    return taken;
  }

  #begin(use: Use): Held {
    const last = { ...use, userAgent: keptUserAgent(use.userAgent) };
    const held: Held = { sinceMs: use.atMs, last, days: new Map(), addresses: new Map() };
    this.#byToken.set(use.tokenId, held);
    return held;
  }

  #addDay({ days }: Held, day: number, uses: number): void {
    const known = days.get(day);
    if (known === undefined) this.#entries++;
    days.set(day, uses + (known ?? 0));
  }

  #addAddress(held: Held, ip: string, uses: AddressUses): void {
    held.addresses.set(ip, uses);
    if (held.addresses.size > LIMITS.usageAddresses) dropOldest(held.addresses);
    else this.#entries++;
  }
}

function setLast(last: Use, { atMs, ip, userAgent, verifier }: Use): void {
  last.atMs = atMs;
  last.ip = ip;
  last.verifier = verifier;
  if (userAgent !== last.userAgent) last.userAgent = keptUserAgent(userAgent);
}

function addressUsesOf({ atMs, userAgent, verifier }: Use, uses: number): AddressUses {
  return { uses, firstMs: atMs, lastMs: atMs, userAgent: keptUserAgent(userAgent), verifier };
}

function countOn(known: AddressUses, { atMs, userAgent, verifier }: Use, count: number): void {
  known.uses += count;
  if (atMs < known.firstMs) known.firstMs = atMs;
  if (atMs < known.lastMs) return;
  known.lastMs = atMs;
  known.verifier = verifier;
  if (userAgent !== known.userAgent) known.userAgent = keptUserAgent(userAgent);
}

/** Some callers put their token where their name belongs. A long one is copied, so that it does not keep the whole. */
function keptUserAgent(userAgent: string | null): string | null {
  if (userAgent === null || userAgent === "") return null;
  const redacted = redactTokens(userAgent);
  const isLong = redacted.length > LIMITS.userAgentLength;
  return isLong ? Buffer.from(redacted.slice(0, LIMITS.userAgentLength)).toString() : redacted;
}

/** `known` is the newer one where both are of the same instant. */
function sumOf(uses: AddressUses, known: AddressUses): AddressUses {
  const { lastMs, userAgent, verifier } = uses.lastMs > known.lastMs ? uses : known;
  return {
    uses: uses.uses + known.uses,
    firstMs: Math.min(uses.firstMs, known.firstMs),
    lastMs,
    userAgent,
    verifier,
  };
}

function dropOldest(addresses: Map<string, AddressUses>): void {
  let oldest = "";
  let oldestMs = Infinity;
  for (const [ip, { lastMs }] of addresses) {
    if (lastMs < oldestMs) [oldest, oldestMs] = [ip, lastMs];
  }
  addresses.delete(oldest);
}
