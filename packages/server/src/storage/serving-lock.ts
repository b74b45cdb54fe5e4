import SQLite from "better-sqlite3";
import { parseAddress } from "./dialect.ts";
import { lockPostgres } from "./postgres-lock.ts";

/** What makes a process the one that serves a database. */
export interface ServingLock {
  /** False from when it is lost until it is taken again; never true while another process has it. */
  isHeld: () => boolean;
  /** Calls a listener when the lock is lost, and when it is taken again: held only once the listener is done. */
  watch: (listener: LockWatcher) => void;
  release: () => Promise<void>;
}

export type LockWatcher = (event: "lost" | "regained") => Promise<void>;

/** Another process serves this database. */
export class ServedElsewhereError extends Error {
  constructor(database: string) {
    super(
      `Another Tokenhouse serves ${database}: stop it first. Two at once would not hear of each other's revocations`,
    );
    this.name = "ServedElsewhereError";
  }
}

/** Long enough for a server that is being stopped to end. */
const PATIENCE_MS = 5_000;

/**
 * Makes this the one process that serves a database, until it lets go or ends, however it ends: what rights a process
 * holds in memory is kept true by its own commits alone. Throws {@link ServedElsewhereError}.
 */
export async function serveAlone(url: string): Promise<ServingLock> {
  const address = parseAddress(url);
  if ("path" in address) return lockFile(address.path);
  const lock = await lockPostgres(url, PATIENCE_MS);
  if (!lock) throw new ServedElsewhereError(`the database ${address.database} on ${address.server}`);
  return lock;
}

/** The operating system's lock on a file beside the database, taken through SQLite. It is never lost. */
function lockFile(path: string): ServingLock {
  const never = { isHeld: () => true, watch: () => undefined };
  if (path === ":memory:") return { ...never, release: () => Promise.resolve() };
  const lock = new SQLite(`${path}-serving`, { timeout: PATIENCE_MS });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    const isElsewhere = error instanceof SQLite.SqliteError && error.code === "SQLITE_BUSY";
    throw isElsewhere ? new ServedElsewhereError(path) : error;
  }
  return { ...never, release: () => Promise.resolve(void lock.close()) };
}
