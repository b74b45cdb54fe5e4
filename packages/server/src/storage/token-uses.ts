import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { DAY_MS, LIMITS } from "../core/limits.ts";
import { rowsOf } from "./dialect.ts";
import type { Db, Trx } from "./open.ts";
import { holdChanges, inTransaction } from "./transaction.ts";

/** One use of a token that a verifier let through. */
export interface Use {
  tokenId: string;
  atMs: number;
  ip: string | null;
  /** What the caller calls itself. */
  userAgent: string | null;
  /** The name of the process that answered. */
  verifier: string;
}

/** How often a token was used from an address, when for the first and the last time, and by what then. */
export interface AddressUses {
  uses: number;
  firstMs: number;
  lastMs: number;
  userAgent: string | null;
  /** Null for uses that were recorded before verifiers were. */
  verifier: string | null;
}

/** Uses of one token that are still to be added to what is stored. */
export interface TokenUses {
  last: Use;
  /** Uses by day, counted from 1970 in UTC. */
  days: ReadonlyMap<number, number>;
  addresses: ReadonlyMap<string, AddressUses>;
}

/** The day that an instant falls on, counted from 1970 in UTC. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/**
 * Adds uses, each of another token, to what is stored, all of them or none, so that whoever is told of a failure may
 * try again, unless it is a {@link CommitInDoubtError}. Only rows of tokens that are there are written: a deleted token
 * stays deleted. Of a token's addresses the oldest go where there are too many.
 */
export async function recordTokenUses(db: Db, uses: readonly TokenUses[]): Promise<void> {
  if (uses.length === 0) return;
  await inTransaction(db, async (trx) => {
    // Rows are locked in no order of their own: one at a time, as changes are.
    await holdChanges(trx);
    await recordUses(
      trx,
      uses.map(({ last }) => last),
    );
    await addDays(trx, uses);
    await addAddresses(trx, uses);
    await dropSurplus(trx, uses);
  });
}

/**
 * Writes when, from where, by what and through whom tokens were used last, all in one statement. It only ever moves a
 * time forward and touches nothing but living rows, so it can neither revive a deleted token nor disturb a revocation.
 */
export async function recordUses(db: Db, uses: readonly Use[]): Promise<void> {
  const rows = uses.map(({ tokenId, atMs, ip, userAgent, verifier }) => [
    tokenId,
    atMs,
    ip,
    userAgent,
    verifier,
  ]);
  await sql`
    with used(id, at, ip, user_agent, verifier) as (
      select value ->> 0, cast(value ->> 1 as bigint), value ->> 2, value ->> 3, value ->> 4 from ${rowsOf(db, rows)} as n)
    update tokens set last_used_at = used.at, last_used_ip = used.ip,
      last_used_user_agent = used.user_agent, last_used_by = used.verifier
    from used
    where tokens.id = used.id and (tokens.last_used_at is null or tokens.last_used_at < used.at)`.execute(db);
}

async function addDays(trx: Trx, uses: readonly TokenUses[]): Promise<void> {
  const rows = uses.flatMap(({ last: { tokenId }, days }) =>
    [...days].map(([day, count]) => [tokenId, day, count]),
  );
  await sql`
    with n(token_id, day, uses) as (
      select value ->> 0, cast(value ->> 1 as integer), cast(value ->> 2 as bigint) from ${rowsOf(trx, rows)} as n)
    insert into token_use_days (token_id, day, uses)
    select n.token_id, n.day, n.uses from n
    join tokens on tokens.id = n.token_id
    where true
    on conflict (token_id, day) do update set uses = token_use_days.uses + excluded.uses`.execute(trx);
}

async function addAddresses(trx: Trx, uses: readonly TokenUses[]): Promise<void> {
  const rows = uses.flatMap(({ last: { tokenId }, addresses }) =>
    [...addresses].map(([ip, { uses: count, firstMs, lastMs, userAgent, verifier }]) => {
      return [tokenId, ip, count, firstMs, lastMs, userAgent, verifier];
    }),
  );
  await sql`
    with n(token_id, ip, uses, first_used_at, last_used_at, user_agent, verifier) as (
      select value ->> 0, value ->> 1, cast(value ->> 2 as bigint), cast(value ->> 3 as bigint),
        cast(value ->> 4 as bigint), value ->> 5, value ->> 6 from ${rowsOf(trx, rows)} as n)
    insert into token_use_addresses (token_id, ip, uses, first_used_at, last_used_at, user_agent, verifier)
    select n.token_id, n.ip, n.uses, n.first_used_at, n.last_used_at, n.user_agent, n.verifier from n
    join tokens on tokens.id = n.token_id
    where true
    on conflict (token_id, ip) do update set
      uses = token_use_addresses.uses + excluded.uses,
      first_used_at = ${chosen("first_used_at", isEarlier)},
      last_used_at = ${chosen("last_used_at", isLater)},
      user_agent = ${chosen("user_agent", isLater)},
      verifier = ${chosen("verifier", isLater)}`.execute(trx);
}

const isEarlier = sql`excluded.first_used_at < token_use_addresses.first_used_at`;
const isLater = sql`excluded.last_used_at >= token_use_addresses.last_used_at`;

/** What is added where the condition holds, else what is stored. */
function chosen(column: string, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  const [stored, added] = [sql.ref(`token_use_addresses.${column}`), sql.ref(`excluded.${column}`)];
  return sql`case when ${condition} then ${added} else ${stored} end`;
}

async function dropSurplus(trx: Trx, uses: readonly TokenUses[]): Promise<void> {
  const tokenIds = uses.filter(({ addresses }) => addresses.size > 0).map(({ last }) => [last.tokenId]);
  await sql`
    with crowded(token_id) as (
      select value ->> 0 from ${rowsOf(trx, tokenIds)} as n
      where (select count(*) from token_use_addresses where token_id = value ->> 0) > ${MOST})
    delete from token_use_addresses where (token_id, ip) in (
      select token_id, ip from (
        select token_id, ip, row_number() over (partition by token_id order by last_used_at desc, ip) as place
        from token_use_addresses where token_id in (select token_id from crowded)
      ) as ranked where place > ${MOST})`.execute(trx);
}

const MOST = sql.lit(LIMITS.usageAddresses);

/** The uses of a project's token by day, from a day on; days without any are left out. */
export async function listUseDays(
  projectId: string,
  db: Db,
  { tokenId, fromDay }: { tokenId: string; fromDay: number },
): Promise<{ day: number; uses: number }[]> {
  return db
    .selectFrom("token_use_days as d")
    .innerJoin("tokens as t", "t.id", "d.token_id")
    .select(["d.day", "d.uses"])
    .where("t.project_id", "=", projectId)
    .where("d.token_id", "=", tokenId)
    .where("d.day", ">=", fromDay)
    .orderBy("d.day")
    .execute();
}

/** The addresses that a project's token was used from, the one used last first. */
export async function listUseAddresses(
  projectId: string,
  db: Db,
  tokenId: string,
): Promise<(AddressUses & { ip: string })[]> {
  const rows = await db
    .selectFrom("token_use_addresses as a")
    .innerJoin("tokens as t", "t.id", "a.token_id")
    .select(["a.ip", "a.uses", "a.first_used_at", "a.last_used_at", "a.user_agent", "a.verifier"])
    .where("t.project_id", "=", projectId)
    .where("a.token_id", "=", tokenId)
    .orderBy("a.last_used_at", "desc")
    .orderBy("a.ip")
    .execute();
  return rows.map(({ ip, uses, first_used_at, last_used_at, user_agent, verifier }) => ({
    ip,
    uses,
    firstMs: first_used_at,
    lastMs: last_used_at,
    userAgent: user_agent,
    verifier,
  }));
}
