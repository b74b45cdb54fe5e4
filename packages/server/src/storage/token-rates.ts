import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { clockOf } from "./dialect.ts";
import type { Db } from "./open.ts";

/** What a server asks of a token's limit. Durations are microseconds. */
export interface PermitsAsked {
  tokenId: string;
  /** Of the limit, and what each request takes of the window. */
  requests: number;
  share: number;
  /** For checks that wait. */
  needed: number;
  /** For checks to come, and how long at least these have to keep. */
  spare: number;
  keep: number;
}

export interface PermitsTaken {
  /** Those that are needed come first; fewer than these = there are no more. */
  permits: number;
  /** How long after this statement the limit is unused again if nobody asks any more. */
  unusedIn: number;
}

/**
 * The generic cell rate algorithm for many at once, by the database's clock and in one statement. A permit stands for a
 * share of time that no other has and that begins after the permit was taken and ends less than a window later. Whoever
 * uses it before its share begins is within the limit as if it had been taken then; so spare ones are given of shares
 * that begin late enough, and at most half of what is left.
 */
export async function takePermits(db: Db, asked: PermitsAsked, clock = clockOf(db)): Promise<PermitsTaken> {
  for (;;) {
    const { rows } = await takingOf(asked, clock).execute(db);
    if (rows[0]) return { permits: rows[0].permits, unusedIn: rows[0].unused_in };
    await sql`insert into token_rates (token_id, unused_at, taken_at, taken)
      select ${asked.tokenId}, now, now, 0 from (select ${clock} as now) as c where true
      on conflict (token_id) do nothing`.execute(db);
  }
}

function takingOf({ tokenId, ...asked }: PermitsAsked, clock: RawBuilder<number>) {
  const [requests, share, needed] = [asked.requests, asked.share, asked.needed].map(whole);
  const [spare, keep] = [asked.spare, asked.keep].map(whole);
  return sql<{ permits: number; unused_in: number }>`
    update token_rates set (unused_at, taken_at, taken) = (
      select case when spare > 0 then spare_from + spare * ${share} else needed_to end, now, needed + spare
      from (
        select now, needed, needed_to, spare_from,
          case when spare_room < 2 then 0 when spare_room / 2 < ${spare} then spare_room / 2 else ${spare} end as spare
        from (
          select now, needed, needed_to, spare_from, (now + ${requests} * ${share} - spare_from) / ${share} as spare_room
          from (
            select now, needed, needed_to,
              case when needed_to < now + ${keep} then now + ${keep} else needed_to end as spare_from
            from (
              select now, needed, used_to + needed * ${share} as needed_to
              from (
                select now, used_to, case when room < ${needed} then room else ${needed} end as needed
                from (
                  select now, used_to, (now + ${requests} * ${share} - used_to) / ${share} as room
                  from (
                    select now, case when unused_at < now then now
                      when unused_at > now + ${requests} * ${share} then now + ${requests} * ${share}
                      else unused_at end as used_to
                    from (select ${clock} as now) as c) as c) as c) as c) as c) as c) as c) as c)
    where token_id = ${tokenId}
    returning taken as permits, unused_at - taken_at as unused_in`;
}

function whole(value: number): RawBuilder<number> {
  return sql`cast(${value} as bigint)`;
}
