import { sql } from "kysely";
import { clockOf } from "./dialect.ts";
import type { Db } from "./open.ts";

/**
 * Takes a job for the caller if it is due, and lets it be due again a period later: of all servers that ask, one gets it
 * in each period. Answers the time of the database then, ms since 1970; undefined = it is not due.
 */
export async function claimJob(
  db: Db,
  { name, everyMs }: { name: string; everyMs: number },
): Promise<number | undefined> {
  const every = sql`cast(${everyMs} as bigint)`;
  // One that is due in more than a period was taken by a clock that has been set back since.
  const { rows } = await sql<{ due_at: number }>`
    insert into jobs (name, due_at) values (${name}, ${clockOf(db)} / 1000 + ${every})
    on conflict (name) do update set due_at = excluded.due_at
    where jobs.due_at <= excluded.due_at - ${every} or jobs.due_at > excluded.due_at
    returning due_at`.execute(db);
  return rows[0] && rows[0].due_at - everyMs;
}
