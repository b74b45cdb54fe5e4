import { createReadStream, existsSync } from "node:fs";
import { z } from "zod";
import { parseJson } from "../../core/json.ts";
import { narrowing } from "../narrowing.ts";
import { BackupError } from "./backup-error.ts";

/**
 * What a journal begins with: which one it is, the revision after which its entries come, and the one that it goes on
 * with, where that was moved away.
 */
export const journalHeader = z.strictObject({
  journal: z.literal("tokenhouse-revocations"),
  version: z.literal(1),
  id: z.uuid(),
  after: z.int().nonnegative(),
  follows: z.uuid().nullable(),
});

/** What was committed together, up to a revision, and what of it narrowed rights. */
export const journalEntry = z.strictObject({ revision: z.int().positive(), narrowed: z.array(narrowing) });

export type JournalHeader = z.infer<typeof journalHeader>;
export type JournalEntry = z.infer<typeof journalEntry>;

/** A file that is no journal, or one that was damaged elsewhere than at its end. */
export class JournalDamagedError extends BackupError {
  override readonly name = "JournalDamagedError";
}

/** Which journal it is, where it begins, and the last revision that it knows of. */
export interface JournalSpan extends Pick<JournalHeader, "id" | "after" | "follows"> {
  lastRevision: number;
}

/** Reads a journal from its beginning. Throws {@link JournalDamagedError}. */
export async function readJournal(file: string, take: (entry: JournalEntry) => void): Promise<JournalSpan> {
  if (!existsSync(file)) throw new BackupError(`There is no journal ${file}`);
  let span: JournalSpan | undefined;
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (!span) {
      span = beginningOf(file, line);
      continue;
    }
    const entry = parseEntry(line);
    if (!entry) throw new JournalDamagedError(`The journal ${file} is damaged in line ${number}`);
    span.lastRevision = Math.max(span.lastRevision, entry.revision);
    take(entry);
  }
  return span ?? beginningOf(file, "");
}

export function beginningOf(file: string, line: string): JournalSpan {
  const header = journalHeader.safeParse(parseJson(line)).data;
  if (!header) throw new JournalDamagedError(`${file} is no revocation journal of Tokenhouse`);
  const { id, after, follows } = header;
  return { id, after, follows, lastRevision: after };
}

export function parseEntry(line: string): JournalEntry | undefined {
  return journalEntry.safeParse(parseJson(line)).data;
}

export const LINE_FEED = 10;

/** A last line without its end was answered to nobody: it is not read. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let begin = 0;
    for (let end; (end = chunk.indexOf(LINE_FEED, begin)) >= 0; begin = end + 1) {
      yield Buffer.concat([...pending, chunk.subarray(begin, end)]).toString();
      pending = [];
    }
    pending.push(chunk.subarray(begin));
  }
}
