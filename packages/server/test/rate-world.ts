import type { RateLimit } from "@tokenhouse/sdk/memory";
import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import type { Db } from "../src/storage/open.ts";
import { takePermits } from "../src/storage/token-rates.ts";
import type { SharedRates } from "../src/verify/shared-rates.ts";
import { createSharedRates } from "../src/verify/shared-rates.ts";

/** How a server differs from the database that it asks. */
export interface Place {
  /** What its clock shows at the beginning, and how much faster it goes. */
  clockMs: number;
  pace: number;
  /** From the server to the database, and back. */
  outMs: number;
  backMs: number;
  /** Every so many statements it never hears the answer. 0 = none. */
  losesEvery: number;
}

/** Checks of the token at one server at once. */
export interface Burst {
  afterMs: number;
  server: number;
  checks: number;
}

export interface RateHistory {
  /** When each use was let through, in microseconds: in the statement that gave its permit, or when it was spent. */
  allowedAt: number[];
  refused: number;
  failed: number;
  statements: number;
}

/** The database's clock when a history begins. */
const BEGIN_MS = Date.parse("2026-11-22T12:00:00.000Z");

/** Runs servers over one token in virtual time. The statements are real, on the database's clock; what they wait for is not. */
export async function runRates(
  db: Db,
  { limit, places, bursts }: { limit: RateLimit; places: readonly Place[]; bursts: readonly Burst[] },
): Promise<RateHistory> {
  const tokenId = randomUUID();
  const history: RateHistory = { allowedAt: [], refused: 0, failed: 0, statements: 0 };
  const events: { atMs: number; run: () => unknown }[] = [];
  let nowMs = BEGIN_MS;
  /** Uses that were let through and whose instant is still to be noted. */
  let passed = 0;
  const after = (ms: number, run: () => unknown) => {
    const atMs = nowMs + ms;
    const later = events.findIndex((event) => event.atMs > atMs);
    events.splice(later === -1 ? events.length : later, 0, { atMs, run });
  };
  const noteAt = (atMs: number, uses: number) => {
    for (let use = 0; use < uses; use++) history.allowedAt.push(Math.floor(atMs * 1000));
  };
  const servers: SharedRates[] = places.map(({ clockMs, pace, outMs, backMs, losesEvery }) => {
    let statements = 0;
    return createSharedRates({
      monotonic: () => clockMs + (nowMs - BEGIN_MS) * pace,
      takePermits: (asked) =>
        new Promise((resolve, reject) =>
          after(outMs, async () => {
            history.statements++;
            const givenMs = nowMs;
            const taken = await takePermits(db, asked, sql`cast(${Math.floor(nowMs * 1000)} as bigint)`);
            const isLost = losesEvery > 0 && ++statements % losesEvery === 0;
            after(backMs, () => {
              if (isLost) return reject(new Error("The answer is lost"));
              const needed = Math.min(asked.needed, taken.permits);
              noteAt(givenMs, needed);
              passed -= needed;
              resolve(taken);
            });
          }),
        ),
    });
  });
  const check = async (server: SharedRates | undefined) => {
    const taken = await (server?.take(tokenId, limit, 0) ?? server?.ask(tokenId, limit));
    if (taken?.allowed) passed++;
    else history.refused++;
  };
  let begins = 0;
  for (const { afterMs, server, checks } of bursts) {
    begins += afterMs;
    after(begins, () => {
      for (let n = 0; n < checks; n++) void check(servers[server]).catch(() => history.failed++);
    });
  }
  for (let event = events.shift(); event; event = events.shift()) {
    nowMs = event.atMs;
    await event.run();
    await nextTurn();
    noteAt(nowMs, passed);
    passed = 0;
  }
  history.allowedAt.sort((a, b) => a - b);
  return history;
}

/** The first stretch of a history in which more was let through than a limit lets through there; undefined = none. */
export function excessOf(
  { allowedAt }: RateHistory,
  { requests, windowSeconds }: RateLimit,
): { uses: number; micros: number; most: number } | undefined {
  const share = Math.ceil((windowSeconds * 1e6) / requests);
  for (const [n, from] of allowedAt.entries()) {
    for (let last = n + requests; last < allowedAt.length; last++) {
      const [uses, micros] = [last - n + 1, (allowedAt[last] ?? 0) - from];
      const most = requests + Math.floor(micros / share);
      if (uses > most) return { uses, micros, most };
    }
  }
  return undefined;
}
