import SQLite from "better-sqlite3";
import { pathOf } from "./dialect.ts";

/** Another process serves this database. */
export class ServedElsewhereError extends Error {
  constructor(path: string) {
    super(
      `Another Tokenhouse serves ${path}: stop it first. Two at once would not hear of each other's revocations`,
    );
    this.name = "ServedElsewhereError";
  }
}

/** Long enough for a server that is being stopped to end. */
const PATIENCE_MS = 5_000;

/**
 * Makes this the one process that serves a SQLite file, until the answered function is called or the process ends, however
 * it ends: what rights a process holds in memory is kept true by its own commits alone. The lock is one of the operating
 * system's on a file beside the database, taken through SQLite. Throws {@link ServedElsewhereError}.
 */
export function serveAlone(url: string): () => void {
  const path = pathOf(url);
  if (path === ":memory:") return () => undefined;
  const lock = new SQLite(`${path}-serving`, { timeout: PATIENCE_MS });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    const isHeld = error instanceof SQLite.SqliteError && error.code === "SQLITE_BUSY";
    throw isHeld ? new ServedElsewhereError(path) : error;
  }
  return () => lock.close();
}
