import { randomUUID } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { CommitRecord } from "../change.ts";
import type { FileLock } from "../file-lock.ts";
import { lockFile } from "../file-lock.ts";
import { ServedElsewhereError } from "../served-elsewhere-error.ts";
import type { JournalSpan, JournalHeader } from "./read-journal.ts";
import { beginningOf, JournalDamagedError, LINE_FEED, parseEntry } from "./read-journal.ts";
import { syncToDisk } from "./sync.ts";

/**
 * A file beside the database that outlives it: what each commit of this server narrowed, on the disk before the commit
 * is answered. So a database that was restored is known by it, and brought up to it.
 */
export interface RevocationJournal {
  file: string;
  /** Which one it is, and how far it goes by now. */
  span: () => JournalSpan;
  /** Answers when the record is on the disk. Throws {@link JournalError}. One at a time. */
  append: (record: CommitRecord) => Promise<void>;
  close: () => Promise<void>;
}

/** What was committed cannot be written into the journal, and so must not be answered. */
export class JournalError extends Error {
  readonly code = "JOURNAL_UNAVAILABLE";

  constructor(file: string, cause: unknown) {
    super(`The revocation journal ${file} cannot be written: ${messageOf(cause)}`, { cause });
    this.name = "JournalError";
  }
}

/** A file being written: how much of it is known to be whole and on the disk, and whether anything may follow that. */
interface Writing {
  handle: FileHandle;
  inode: bigint;
  size: number;
  isTorn: boolean;
}

/**
 * Opens a journal to be gone on with, without what was left of an unfinished line, or begins one. Nobody else may write
 * it meanwhile. A file that was moved away is followed by a new one.
 */
export async function openJournal(file: string, revision: number): Promise<RevocationJournal> {
  const lock = await lockJournal(file);
  try {
    await begin(file, { after: revision, follows: null });
    let { span, writing } = await goOn(file);
    return {
      file,
      span: () => span,
      async append(record) {
        try {
          if (await isElsewhere(file, writing)) {
            await begin(file, { after: span.lastRevision, follows: span.id });
            const before = writing;
            ({ span, writing } = await goOn(file));
            await before.handle.close();
          }
          await write(writing, Buffer.from(`${JSON.stringify(record)}\n`));
          span = { ...span, lastRevision: record.revision };
        } catch (error) {
          throw new JournalError(file, error);
        }
      },
      async close() {
        await writing.handle.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error instanceof JournalDamagedError ? error : new JournalError(file, error);
  }
}

async function lockJournal(file: string): Promise<FileLock | undefined> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return lockFile(`sqlite:${file}`);
  } catch (error) {
    throw error instanceof ServedElsewhereError
      ? new Error(`Another Tokenhouse writes the revocation journal ${file}: give each server its own`)
      : new JournalError(file, error);
  }
}

/** Makes the file whole or not at all, unless it is there; one that is empty counts as not there. */
async function begin(
  file: string,
  { after, follows }: Pick<JournalHeader, "after" | "follows">,
): Promise<void> {
  const found = await findFile(file);
  if (found && found.size > 0n) return;
  const header: JournalHeader = {
    journal: "tokenhouse-revocations",
    version: 1,
    id: randomUUID(),
    after,
    follows,
  };
  const beginning = `${file}.new`;
  await rm(beginning, { force: true });
  const handle = await open(beginning, "wx", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(header)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beginning, file);
  await syncToDisk(dirname(file));
}

async function goOn(file: string): Promise<{ span: JournalSpan; writing: Writing }> {
  const handle = await open(file, "a+");
  try {
    const { ino, size } = await handle.stat({ bigint: true });
    const { span, wholeBytes } = await readSpan(file, handle, Number(size));
    const writing = { handle, inode: ino, size: wholeBytes, isTorn: true };
    await mend(writing);
    return { span, writing };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What the journal spans, by its first and its last whole line, and how far whole lines reach. */
async function readSpan(
  file: string,
  handle: FileHandle,
  size: number,
): Promise<{ span: JournalSpan; wholeBytes: number }> {
  const first = await readLine(handle, { from: 0, size });
  const span = beginningOf(file, first);
  const wholeBytes = (await findLineFeed(handle, size)) + 1;
  const lastBegins = (await findLineFeed(handle, wholeBytes - 1)) + 1;
  if (lastBegins > 0) {
    const entry = parseEntry(await readLine(handle, { from: lastBegins, size: wholeBytes }));
    if (!entry) throw new JournalDamagedError(`The journal ${file} is damaged in its last line`);
    span.lastRevision = Math.max(span.lastRevision, entry.revision);
  }
  return { span, wholeBytes };
}

const PIECE = 65_536;

/** Where the last line feed before a position is; -1 = there is none. */
async function findLineFeed(handle: FileHandle, before: number): Promise<number> {
  for (let end = before; end > 0; end -= PIECE) {
    const from = Math.max(0, end - PIECE);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - from), 0, end - from, from);
    const found = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
    if (found >= 0) return from + found;
  }
  return -1;
}

/** The line that begins at a position, without its end; nothing where it has none. */
async function readLine(handle: FileHandle, { from, size }: { from: number; size: number }): Promise<string> {
  const pieces: Buffer[] = [];
  for (let at = from; at < size; at += PIECE) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, at);
    const end = buffer.subarray(0, bytesRead).indexOf(LINE_FEED);
    pieces.push(buffer.subarray(0, end >= 0 ? end : bytesRead));
    if (end >= 0) return Buffer.concat(pieces).toString();
  }
  return "";
}

/** Whether somebody has moved the file away, to keep it elsewhere, or emptied it: another one begins in its place. */
async function isElsewhere(file: string, { inode, size }: Writing): Promise<boolean> {
  const found = await findFile(file);
  return found?.ino !== inode || found.size < size;
}

async function write(writing: Writing, line: Buffer): Promise<void> {
  if (writing.isTorn) await mend(writing);
  writing.isTorn = true;
  await writing.handle.appendFile(line);
  await writing.handle.datasync();
  writing.size += line.length;
  writing.isTorn = false;
}

/** Takes away what was begun and not finished; what follows would be one line with it. */
async function mend(writing: Writing): Promise<void> {
  await writing.handle.truncate(writing.size);
  await writing.handle.datasync();
  writing.isTorn = false;
}

async function findFile(file: string): Promise<{ ino: bigint; size: bigint } | undefined> {
  return stat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
