import SQLite from "better-sqlite3";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { BackupError } from "./backup-error.ts";
import { fileOf, inWords, makeWhole, removeDatabaseFile } from "./sqlite-file.ts";
import { syncToDisk } from "./sync.ts";

/** All that there is in one step: a copy in several would begin anew whenever somebody writes in between. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies a database, as it is at one moment, into a new file that only its owner can read, while a server works on it.
 * The file is there when it is whole, checked and on the disk, or not at all.
 */
export async function backUp(url: string, file: string): Promise<{ revision: number; bytes: number }> {
  const source = fileOf(url);
  if (source === undefined) {
    throw new BackupError(
      "PostgreSQL is backed up by its own tools, such as pg_dump, pgBackRest or a base backup with its log: see docs/how-to/backup.md",
    );
  }
  if (existsSync(file)) throw new BackupError(`${file} is there already: name a new file`);
  if (!existsSync(source)) throw new BackupError(`There is no database ${source}`);
  if (!existsSync(dirname(file))) throw new BackupError(`There is no folder ${dirname(file)}`);
  const copy = `${file}.${randomUUID()}.part`;
  try {
    await (await open(copy, "wx", 0o600)).close();
    const revision = await copyDatabase(source, copy);
    makeWhole(copy, copy);
    await syncToDisk(copy);
    await link(copy, file).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "EEXIST" ? new BackupError(`${file} is there already: name a new file`) : error;
    });
    await syncToDisk(dirname(file));
    return { revision, bytes: (await stat(file)).size };
  } finally {
    await removeDatabaseFile(copy);
  }
}

/** Within one reading of the source; answers the revision that it is of. */
async function copyDatabase(source: string, copy: string): Promise<number> {
  const database = new SQLite(source, { fileMustExist: true, timeout: 5000 });
  try {
    database.exec("begin");
    const row = database.prepare("select n from revision").get() as { n: number } | undefined;
    await database.backup(copy, { progress: () => ALL_PAGES });
    return row?.n ?? 0;
  } catch (error) {
    throw inWords(source, error);
  } finally {
    database.close();
  }
}
