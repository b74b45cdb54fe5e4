import SQLite from "better-sqlite3";
import { parseAddress } from "./dialect.ts";
import { lockPostgres } from "./postgres-lock.ts";
import type { ServingLock } from "./serving-lock.ts";
import { ServedElsewhereError } from "./serving-lock.ts";

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
