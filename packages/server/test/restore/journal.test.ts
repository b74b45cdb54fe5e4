import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Narrowing } from "../../src/storage/narrowing.ts";
import type { JournalEntry } from "../../src/storage/backup/read-journal.ts";
import { readJournal } from "../../src/storage/backup/read-journal.ts";
import { openJournal } from "../../src/storage/backup/revocation-journal.ts";

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "own/journal");
}

const revoked = (id: string): Narrowing => ({ kind: "token", projectId: "p", id, valuesEnded: false });
const entry = (revision: number) => ({ revision, narrowed: [revoked(`t${revision}`)] });

async function entriesOf(file: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  await readJournal(file, (one) => void entries.push(one));
  return entries;
}

test("what a journal was given is in it, for its owner alone, and the next one to open it goes on", async () => {
  const file = place();
  const first = await openJournal(file, 7);
  expect(first.span()).toMatchObject({ after: 7, lastRevision: 7 });
  await first.append(entry(8));
  await first.append({ revision: 9, narrowed: [] });
  await first.close();
  const next = await openJournal(file, 9);
  expect(next.span()).toEqual({ ...first.span(), lastRevision: 9 });
  await next.append(entry(10));
  await next.close();
  expect(await entriesOf(file)).toEqual([entry(8), { revision: 9, narrowed: [] }, entry(10)]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a line that was begun and not ended is not read, and taken away before the next one", async () => {
  const file = place();
  const first = await openJournal(file, 0);
  await first.append(entry(1));
  await first.close();
  const whole = readFileSync(file);
  // As long as it may be: it is looked for from the end, piece by piece.
  for (const torn of ['{"revision":2,"narr', `{"revision":2,"narrowed":[${" ".repeat(200_000)}`]) {
    writeFileSync(file, whole);
    appendFileSync(file, torn);
    expect(await entriesOf(file)).toEqual([entry(1)]);
    const next = await openJournal(file, 1);
    expect(next.span().lastRevision).toBe(1);
    await next.append(entry(3));
    await next.close();
    expect(await entriesOf(file)).toEqual([entry(1), entry(3)]);
  }
});

test("a last line of any length is found", async () => {
  const file = place();
  const many = Array.from({ length: 5000 }, (_, n) => revoked(`token-${n}`));
  const first = await openJournal(file, 0);
  await first.append({ revision: 1, narrowed: many });
  await first.close();
  const next = await openJournal(file, 1);
  expect(next.span().lastRevision).toBe(1);
  await next.close();
});

test("a file that was moved away is followed by one that says so", async () => {
  const file = place();
  const journal = await openJournal(file, 0);
  const { id } = journal.span();
  await journal.append(entry(1));
  renameSync(file, `${file}.1`);
  await journal.append(entry(2));
  await journal.close();
  expect(await entriesOf(`${file}.1`)).toEqual([entry(1)]);
  expect(await entriesOf(file)).toEqual([entry(2)]);
  expect(journal.span()).toMatchObject({ after: 1, follows: id, lastRevision: 2 });
});

test("one that was emptied while it was written begins anew, with nothing in between", async () => {
  const file = place();
  const journal = await openJournal(file, 0);
  await journal.append(entry(1));
  writeFileSync(file, "");
  await journal.append(entry(2));
  await journal.close();
  expect(await entriesOf(file)).toEqual([entry(2)]);
});

test("what cannot be written is an error, and the next that can be stands on a line of its own", async () => {
  const file = place();
  const journal = await openJournal(file, 0);
  await journal.append(entry(1));
  const folder = join(file, "..");
  renameSync(folder, `${folder}.away`);
  writeFileSync(folder, "no folder");
  await expect(journal.append(entry(2))).rejects.toThrow("cannot be written: ENOTDIR");
  rmSync(folder);
  renameSync(`${folder}.away`, folder);
  await journal.append(entry(3));
  await journal.close();
  expect(await entriesOf(file)).toEqual([entry(1), entry(3)]);
});

test("a journal is written by one at a time", async () => {
  const file = place();
  const journal = await openJournal(file, 0);
  await expect(openJournal(file, 0)).rejects.toThrow("give each server its own");
  await journal.close();
});

test("what is none is left as it is", async () => {
  const file = place();
  mkdirSync(join(file, ".."), { recursive: true });
  for (const text of [
    "a letter\n",
    "no line feed",
    '{"journal":"tokenhouse-revocations"}\n',
    '{"revision":1,"narrowed":[]}\n',
  ]) {
    writeFileSync(file, text);
    await expect(openJournal(file, 0)).rejects.toThrow(`${file} is no revocation journal of Tokenhouse`);
    await expect(entriesOf(file)).rejects.toThrow(`${file} is no revocation journal of Tokenhouse`);
    expect(readFileSync(file, "utf8")).toBe(text);
  }
});

test("one that is damaged before its end is not read as if it were whole", async () => {
  const file = place();
  const journal = await openJournal(file, 0);
  await journal.append(entry(1));
  await journal.close();
  const whole = readFileSync(file, "utf8");
  for (const line of [
    "",
    "{}",
    '{"revision":2,"narrowed":[{"kind":"member","projectId":"p","id":"u","rights":{"password_hash":"x"}}]}',
  ]) {
    writeFileSync(file, `${whole}${line}\n${JSON.stringify(entry(3))}\n`);
    await expect(entriesOf(file)).rejects.toThrow(`The journal ${file} is damaged in line 3`);
  }
});
