import SQLite from "better-sqlite3";
import { digestToken } from "@tokenhouse/sdk";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Act, Book, Entry } from "./book.ts";
import { stateAfter } from "./book.ts";
import type { Contents } from "./contents.ts";
import { readContents } from "./contents.ts";
import { findHalves, unless } from "./halves.ts";

/**
 * Looks into what a server left of its file, beside it: the next server is to recover it by itself. Answers what is wrong,
 * and settles in the book what nobody knew.
 */
export function judge(file: string, book: Book, folder: string): string[] {
  const copy = copyOf(file, folder);
  const database = new SQLite(copy);
  try {
    const broken = brokenPages(database);
    const contents = broken.length > 0 ? broken : readContents(database);
    if (Array.isArray(contents)) return contents;
    const asked = book.entries.filter(({ pending }) => pending === "created");
    const wrong = [
      ...findHalves(contents),
      ...book.entries.flatMap((entry) => judgeEntry(contents, entry)),
      ...judgeSettings(contents, book),
      ...strangers(contents, book),
      ...book.surprises.splice(0),
    ];
    for (const entry of asked) book.lost.push({ entry, isDone: entry.acts.length > 0 });
    book.entries = book.entries.filter(({ acts }) => acts.length > 0);
    return wrong;
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

/** With its log, which holds what is not in the file yet; the log's index is made anew from it. */
function copyOf(file: string, folder: string): string {
  mkdirSync(folder);
  const copy = join(folder, "copy.db");
  for (const ending of ["", "-wal"]) {
    if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending);
  }
  return copy;
}

function brokenPages(database: SQLite.Database): string[] {
  const integrity = database.pragma("integrity_check", { simple: true });
  const orphans = database.pragma("foreign_key_check") as unknown[];
  return [
    ...unless(integrity === "ok", `integrity_check: ${String(integrity)}`),
    ...orphans.map((orphan) => `foreign_key_check: ${JSON.stringify(orphan)}`),
  ];
}

/** Every acknowledged act once and in its place, and of the one that nobody knows of all or nothing. */
function judgeEntry(contents: Contents, entry: Entry): string[] {
  const { name, acts, pending } = entry;
  const id = entry.id ?? contents.created.get(name);
  const found = (id === undefined ? undefined : contents.acts.get(id)) ?? [];
  const isPendingDone = pending !== undefined && found.length === acts.length + 1;
  const expected: Act[] = isPendingDone ? [...acts, pending] : acts;
  const asked = pending === undefined ? "" : `, asked ${pending}`;
  const wrong = [
    ...unless(
      found.join() === expected.join(),
      `${name}: acknowledged ${acts.join()}${asked}, but the log has: ${found.join()}`,
    ),
    ...judgeValue(contents, entry, isPendingDone),
    ...judgeKey(contents, id, expected),
  ];
  if (isPendingDone) {
    entry.acts = expected;
    if (pending === "created" || pending === "rotated") entry.value = undefined;
  }
  entry.pending = undefined;
  if (id !== undefined) entry.id = id;
  return wrong;
}

/** The value that was answered last is the one that is there, unless one has been made whose answer was lost. */
function judgeValue({ versions }: Contents, entry: Entry, isPendingDone: boolean): string[] {
  const { name, id, value, acts, pending } = entry;
  const { status, version } = stateAfter(acts);
  const isGone = status === "gone" || (isPendingDone && pending === "deleted");
  if (id === undefined || value === undefined || isGone) return [];
  const digest = versions.get(id)?.find((one) => one.version === version)?.digest;
  return unless(
    digest === digestToken(value),
    `${name}: version ${version} is not the value that was answered`,
  );
}

/** A creation that is repeated has to be known as such. */
function judgeKey({ keys }: Contents, id: string | undefined, acts: readonly Act[]): string[] {
  const expected = acts.length > 0 ? 1 : 0;
  const found = (id === undefined ? undefined : keys.get(id)) ?? 0;
  return unless(found === expected, `token ${id} has ${found} idempotency keys`);
}

/** All that were acknowledged, in their order, and of the others some; the last of them all holds. */
function judgeSettings({ settings, maxLifetimeDays }: Contents, { settings: book }: Book): string[] {
  const acknowledged = new Set(book.acknowledged);
  const kept = settings.filter((value) => acknowledged.has(value));
  const others = settings.filter((value) => !acknowledged.has(value));
  const last = settings.at(-1) ?? maxLifetimeDays;
  const areAskedFor =
    new Set(others).size === others.length && others.every((value) => book.pending.includes(value));
  const wrong = [
    ...unless(kept.join() === book.acknowledged.join(), "acknowledged settings are not in the log"),
    ...unless(areAskedFor, `settings that nobody asked for, or twice: ${others.join()}`),
    ...unless(last === maxLifetimeDays, `the setting is ${maxLifetimeDays}, and ${last} in the log`),
  ];
  book.acknowledged = settings;
  book.pending = [];
  return wrong;
}

function strangers({ created }: Contents, { entries }: Book): string[] {
  const known = new Set(entries.map(({ name }) => name).concat(OWN));
  return Array.from(created.keys()).flatMap((name) =>
    unless(known.has(name), `${name}: nobody asked for it, or it came after it was given up`),
  );
}

/** The token that the writers themselves call with. */
export const OWN = "writers";
