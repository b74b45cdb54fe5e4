import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { isActive, isExpired } from "./active-tokens.ts";
import type { Db } from "./open.ts";
import { expiringWithin } from "./token-filter.ts";

/** How soon an active token expires, in days. */
const SOON_DAYS = [1, 7, 30] as const;

export interface TokenCount {
  kind: "personal" | "service";
  active: number;
  revoked: number;
  expired: number;
  /** Of the active ones those that expire within so many days. */
  expiringWithin: Record<(typeof SOON_DAYS)[number], number>;
}

/** Others wait for no more than so many rows. */
const ROWS_AT_ONCE = 2000;

/** The tokens of the whole installation, row by row and a few at a time: what changes meanwhile may be counted or not. */
export async function countAllTokens(db: Db, nowMs: number): Promise<TokenCount[]> {
  const counts = [emptyCount("personal"), emptyCount("service")];
  for (let after = ""; ;) {
    const slice = await countSlice(db, { after, nowMs });
    for (const row of slice) {
      const count = counts[row.is_service];
      if (count) addTo(count, row);
    }
    if (slice.reduce((sum, { total }) => sum + Number(total), 0) < ROWS_AT_ONCE) return counts;
    after =
      slice
        .map(({ last }) => last)
        .toSorted()
        .at(-1) ?? "";
    await nextTurn();
  }
}

function countSlice(db: Db, { after, nowMs }: { after: string; nowMs: number }) {
  return db
    .selectFrom((eb) =>
      eb.selectFrom("tokens").selectAll().where("id", ">", after).orderBy("id").limit(ROWS_AT_ONCE).as("t"),
    )
    .select((eb) => [
      sql<0 | 1>`case when t.user_id is null then 1 else 0 end`.as("is_service"),
      eb.fn.max("t.id").as("last"),
      eb.fn.countAll<number | string>().as("total"),
      eb.fn.countAll<number | string>().filterWhere(isActive(nowMs)).as("active"),
      eb.fn.countAll<number | string>().filterWhere(isExpired(nowMs)).as("expired"),
      ...SOON_DAYS.map((days) =>
        eb.fn.countAll<number | string>().filterWhere(expiringWithin(days, nowMs)).as(`within_${days}`),
      ),
    ])
    .groupBy("is_service")
    .execute();
}

type Slice = Awaited<ReturnType<typeof countSlice>>[number];

function addTo(count: TokenCount, row: Slice): void {
  const active = Number(row.active);
  const expired = Number(row.expired);
  count.active += active;
  count.expired += expired;
  count.revoked += Number(row.total) - active - expired;
  for (const days of SOON_DAYS) count.expiringWithin[days] += Number(row[`within_${days}`]);
}

function emptyCount(kind: TokenCount["kind"]): TokenCount {
  return { kind, active: 0, revoked: 0, expired: 0, expiringWithin: { 1: 0, 7: 0, 30: 0 } };
}
