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
  const window = sql`${requests} * ${share}`;
  return sql<{ permits: number; unused_in: number }>`
    update token_rates set (unused_at, taken_at, taken) = (
      with clock(now) as (select ${clock}),
      used(now, used_to) as (
        select now, case when unused_at < now then now when unused_at > now + ${window} then now + ${window}
          else unused_at end
        from clock),
      room(now, used_to, room) as (select now, used_to, (now + ${window} - used_to) / ${share} from used),
      given(now, used_to, needed) as (
        select now, used_to, case when room < ${needed} then room else ${needed} end from room),
      taken_now(now, needed, needed_to) as (select now, needed, used_to + needed * ${share} from given),
      later(now, needed, needed_to, spare_from) as (
        select now, needed, needed_to, case when needed_to < now + ${keep} then now + ${keep} else needed_to end
        from taken_now),
      spare_room(now, needed, needed_to, spare_from, most) as (
        select now, needed, needed_to, spare_from, (now + ${window} - spare_from) / ${share} / 2 from later),
      decided(now, needed, needed_to, spare_from, spare) as (
        select now, needed, needed_to, spare_from,
          case when most < 1 then 0 when most < ${spare} then most else ${spare} end
        from spare_room)
      select case when spare > 0 then spare_from + spare * ${share} else needed_to end, now, needed + spare
      from decided)
    where token_id = ${tokenId}
    returning taken as permits, unused_at - taken_at as unused_in`;
}

function whole(value: number): RawBuilder<number> {
  return sql`cast(${value} as bigint)`;
}
