import SQLite from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parseAddress } from "./dialect.ts";
import { ServedElsewhereError } from "./served-elsewhere-error.ts";

/** What makes a process the one that serves a file. */
export interface FileLock {
  release: () => void;
}

/** Long enough for a server that is being stopped to end. */
const PATIENCE_MS = 5_000;

/**
 * Makes this the one process that serves a file, until it lets go or ends, however it ends: what rights it holds in
 * memory is kept true by its own commits alone, and a newer program must not change a schema that is served. The
 * operating system's lock on a file beside it, taken through SQLite. Undefined = a database that is no file. Throws
 * {@link ServedElsewhereError}.
 */
export function lockFile(url: string): FileLock | undefined {
  const address = parseAddress(url);
  if (!("path" in address) || address.path === ":memory:") return undefined;
  mkdirSync(dirname(address.path), { recursive: true, mode: 0o700 });
  const lock = new SQLite(`${address.path}-serving`, { timeout: PATIENCE_MS });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    const isElsewhere = error instanceof SQLite.SqliteError && error.code === "SQLITE_BUSY";
    throw isElsewhere ? new ServedElsewhereError(address.path) : error;
  }
  return { release: () => void lock.close() };
}
