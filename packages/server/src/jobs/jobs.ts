import { setImmediate as nextTurn } from "node:timers/promises";
import { DAY_MS } from "../core/limits.ts";
import type { Db } from "../storage/open.ts";
import type { SurplusTable } from "../storage/surplus.ts";
import { deleteSurplus } from "../storage/surplus.ts";

/** Work that no request asks for. One server does it in each period; doing it again, or half of it, does no harm. */
export interface Job {
  name: string;
  everyMs: number;
  work: (db: Db, turn: Turn) => Promise<void>;
}

export interface Turn {
  /** The time of the database when the work was taken, ms since 1970. */
  nowMs: number;
  /** The server stops: what is left is for the next period. */
  signal: AbortSignal;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** All there is. Uses that a server holds in its memory are its own, which it writes by itself. */
export const JOBS: readonly Job[] = [
  forget("change_log", { everyMs: MINUTE_MS }),
  forget("sign_in_tries", { everyMs: 10 * MINUTE_MS, graceMs: HOUR_MS }),
  forget("token_rates", { everyMs: 10 * MINUTE_MS, graceMs: HOUR_MS }),
  forget("sessions", { everyMs: HOUR_MS, graceMs: DAY_MS }),
  forget("invitations", { everyMs: HOUR_MS, graceMs: DAY_MS }),
  forget("login_codes", { everyMs: HOUR_MS, graceMs: HOUR_MS }),
  forget("proven_identities", { everyMs: HOUR_MS, graceMs: HOUR_MS }),
  forget("finished_sign_ins", { everyMs: HOUR_MS, graceMs: HOUR_MS }),
  forget("second_factors", { everyMs: HOUR_MS, graceMs: HOUR_MS }),
  forget("idempotency_keys", { everyMs: HOUR_MS }),
  forget("token_use_days", { everyMs: HOUR_MS }),
  forget("token_use_addresses", { everyMs: HOUR_MS }),
  forget("deliveries", { everyMs: HOUR_MS }),
  forget("expiry_notices", { everyMs: HOUR_MS }),
];

/** Others wait for no more than so many rows. */
const ROWS_AT_ONCE = 500;

/** What is over for this server may not be for one whose clock is behind: it is kept for so long. */
interface Pace {
  everyMs: number;
  graceMs?: number;
}

/** Deletes what nobody needs any more, a few rows at a time. */
function forget(table: SurplusTable, { everyMs, graceMs = 0 }: Pace): Job {
  return {
    name: `forget ${table}`,
    everyMs,
    async work(db, { nowMs, signal }) {
      const batch = { atMs: nowMs - graceMs, most: ROWS_AT_ONCE };
      while (!signal.aborted && (await deleteSurplus(db, table, batch)) === ROWS_AT_ONCE) await nextTurn();
    },
  };
}
