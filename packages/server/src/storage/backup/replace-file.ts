import { existsSync } from "node:fs";
import { chmod, chown, copyFile, link, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { BackupError, InUseError } from "./backup-error.ts";
import { makeWhole } from "./sqlite-file.ts";
import { syncToDisk } from "./sync.ts";

/**
 * Puts a whole database file in the place of another, which stays beside it; answers under which name. Whenever the
 * process ends, the one or the other is in place. Nobody may have either open.
 */
export async function replaceFile(file: string, next: string, atMs: number): Promise<string | undefined> {
  if (existsSync(file)) await giveTo(next, file);
  await syncToDisk(next);
  const kept = existsSync(file) ? await keep(file, atMs) : undefined;
  await rename(next, file);
  await syncToDisk(dirname(file));
  return kept;
}

/** Whoever serves the one may use the other. */
async function giveTo(next: string, file: string): Promise<void> {
  const { uid, gid, mode } = await stat(file);
  const { uid: owner, gid: group } = await stat(next);
  if (uid !== owner || gid !== group) await chown(next, uid, gid);
  await chmod(next, mode);
}

async function keep(file: string, atMs: number): Promise<string> {
  const kept = `${file}.replaced-${new Date(atMs).toISOString().replaceAll(/[:.]/g, "-")}`;
  const isSound = isWhole(file);
  await secondName(file, kept);
  // What was written ahead of a file that SQLite cannot read would be taken for the next one's.
  for (const suffix of isSound ? [] : ["-wal", "-shm", "-journal"]) {
    if (!existsSync(file + suffix)) continue;
    await secondName(file + suffix, kept + suffix);
    await rm(file + suffix);
  }
  await syncToDisk(dirname(file));
  return kept;
}

/** Folds in what was written ahead, where SQLite can read the file. */
function isWhole(file: string): boolean {
  try {
    makeWhole(file);
    return true;
  } catch (error) {
    if (error instanceof BackupError && !(error instanceof InUseError)) return false;
    throw error;
  }
}

/** Where the file system knows no second names, a copy. */
async function secondName(file: string, name: string): Promise<void> {
  try {
    await link(file, name);
  } catch (error) {
    const isUnknown = /^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(
      (error as NodeJS.ErrnoException).code ?? "",
    );
    if (!isUnknown) throw error;
    await copyFile(file, name);
    await syncToDisk(name);
  }
}
