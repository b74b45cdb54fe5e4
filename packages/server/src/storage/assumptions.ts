import type { Kysely } from "kysely";
import { sql } from "kysely";

/** What has to be so for an acknowledged change to stay, and what to do where it is not. */
export interface Assumption {
  name: string;
  /** Null = it cannot be told from here whether it has to hold. */
  holds: boolean | null;
  remedy: string;
}

/** What SQLite says of this connection right now. */
export async function checkSqlite<T>(db: Kysely<T>): Promise<Assumption[]> {
  const { rows } = await sql<{ synchronous: number; foreign_keys: number }>`
    select s.synchronous, f.foreign_keys from pragma_synchronous as s, pragma_foreign_keys as f`.execute(db);
  const [found] = rows;
  return [
    {
      name: "synchronous",
      holds: found?.synchronous === 2,
      remedy: "SQLite does not wait for the disk: restart Tokenhouse",
    },
    {
      name: "foreign_keys",
      holds: found?.foreign_keys === 1,
      remedy: "SQLite does not keep foreign keys: restart Tokenhouse",
    },
  ];
}

/** The oldest release that this is tested on. */
const OLDEST_VERSION = 150_000;

/** What PostgreSQL says of itself right now: also after a failover, or a change of its settings. */
export function checkPostgres<T>(db: Kysely<T>): Promise<Assumption[]> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<Settings>`
      select current_setting('server_version_num')::integer as version,
        current_setting('server_version') as version_name, pg_is_in_recovery() as is_standby,
        current_setting('transaction_read_only') as read_only, current_setting('fsync') as fsync,
        current_setting('full_page_writes') as full_page_writes,
        current_setting('synchronous_commit') as synchronous_commit,
        current_setting('synchronous_standby_names') as synchronous_standbys,
        current_setting('server_encoding') as encoding, pg_backend_pid() as pid`.execute(connection);
    const { rows: again } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection);
    const [found] = rows;
    return found ? assumptionsOf(found, found.pid === again[0]?.pid) : [];
  });
}

interface Settings {
  version: number;
  version_name: string;
  is_standby: boolean;
  read_only: string;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  synchronous_standbys: string;
  encoding: string;
  pid: number;
}

function assumptionsOf(found: Settings, isSameSession: boolean): Assumption[] {
  return [
    {
      name: "version",
      holds: found.version >= OLDEST_VERSION,
      remedy: `PostgreSQL ${found.version_name} is too old: use 15 or newer`,
    },
    {
      name: "primary",
      holds: !found.is_standby && found.read_only === "off",
      remedy:
        "This PostgreSQL server only reads, as a standby does: let TOKENHOUSE_DATABASE_URL name the primary",
    },
    ...(["fsync", "full_page_writes"] as const).map((name) => ({
      name,
      holds: found[name] === "on",
      remedy: `PostgreSQL runs with ${name} = off, so that a crash loses what was acknowledged: set it to on`,
    })),
    {
      name: "synchronous_commit",
      holds: found.synchronous_commit !== "off",
      remedy:
        "PostgreSQL runs with synchronous_commit = off, so that a crash brings revoked tokens back: set it to on, for the server, the database and the role",
    },
    {
      name: "synchronous_standby",
      holds: found.synchronous_standbys !== "" || null,
      remedy:
        "PostgreSQL waits for no standby: where one takes over by itself, the newest changes can be lost. Make one synchronous (synchronous_standby_names; in Patroni synchronous_mode), unless nothing takes over or its disks are mirrored",
    },
    {
      name: "encoding",
      holds: found.encoding === "UTF8",
      remedy: `The PostgreSQL database is encoded in ${found.encoding}: create it with ENCODING 'UTF8'`,
    },
    {
      name: "session",
      holds: isSameSession,
      remedy:
        "Between Tokenhouse and PostgreSQL stands a pooler that shares sessions by transaction: connect directly, or let it pool sessions",
    },
  ];
}
