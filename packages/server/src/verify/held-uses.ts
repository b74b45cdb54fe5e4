import { LIMITS } from "../core/limits.ts";
import type { AddressUses, TokenUses } from "../storage/token-uses.ts";
import { dayOf } from "../storage/token-uses.ts";
import type { Use } from "../storage/tokens.ts";

interface Held extends TokenUses {
  days: Map<number, number>;
  addresses: Map<string, AddressUses>;
}

/**
 * Uses counted in memory by token, day and address. A day or an address of a token is one entry; once there is no room
 * for another, those that are there still count on.
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

  /** Counts a use, or several that were the same, as far as there is room. */
  add(use: Use, count = 1): void {
    const { tokenId, atMs, ip } = use;
    const [known, day] = [this.#byToken.get(tokenId), dayOf(atMs)];
    const isFull = this.#entries >= this.#room;
    const keepsDay = !isFull || known?.days.has(day) === true;
    const keepsAddress = ip !== null && (!isFull || known?.addresses.has(ip) === true);
    if (!known && !keepsDay) return;
    this.#merge(use, (last) => last.atMs <= atMs, {
      days: keepsDay ? [[day, count]] : [],
      addresses: keepsAddress ? [[ip, { uses: count, firstMs: atMs, lastMs: atMs }]] : [],
    });
  }

  /** Takes uses back that `take` gave out, whether or not there is room. What came since is newer. */
  putBack({ last, days, addresses }: TokenUses): void {
    this.#merge(last, ({ atMs }) => atMs < last.atMs, { days, addresses });
  }

  /** Gives out about as many entries as asked for, in whole tokens, those held longest first. */
  take(entries: number): TokenUses[] {
    const taken: TokenUses[] = [];
    for (let count = 0; count < entries;) {
      const [held] = this.#byToken.values();
      if (!held) break;
      this.#byToken.delete(held.last.tokenId);
      count += held.days.size + held.addresses.size;
      taken.push(held);
      this.#entries -= held.days.size + held.addresses.size;
    }
    return taken;
  }

  #merge(
    last: Use,
    isNewerThan: (known: Use) => boolean,
    { days, addresses }: { days: Iterable<[number, number]>; addresses: Iterable<[string, AddressUses]> },
  ): void {
    const fresh: Held = { last, days: new Map(), addresses: new Map() };
    const held = this.#byToken.get(last.tokenId) ?? fresh;
    this.#byToken.set(last.tokenId, held);
    if (isNewerThan(held.last)) held.last = last;
    const before = held.days.size + held.addresses.size;
    for (const [day, uses] of days) held.days.set(day, uses + (held.days.get(day) ?? 0));
    for (const [ip, uses] of addresses) held.addresses.set(ip, sumOf(uses, held.addresses.get(ip)));
    while (held.addresses.size > LIMITS.usageAddresses) dropOldest(held.addresses);
    this.#entries += held.days.size + held.addresses.size - before;
  }
}

function sumOf(uses: AddressUses, known: AddressUses | undefined): AddressUses {
  if (!known) return uses;
  return {
    uses: uses.uses + known.uses,
    firstMs: Math.min(uses.firstMs, known.firstMs),
    lastMs: Math.max(uses.lastMs, known.lastMs),
  };
}

function dropOldest(addresses: Map<string, AddressUses>): void {
  const [oldest] = [...addresses].toSorted(([, a], [, b]) => a.lastMs - b.lastMs);
  if (oldest) addresses.delete(oldest[0]);
}
