import SQLite from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { keepStatements } from "../../src/storage/statements.ts";
import { listMemberships } from "../../src/storage/users.ts";
import { databases } from "./databases.ts";
import { openStore } from "./store.ts";

const SELECT = "select n from numbers order by n";

function openNumbers() {
  const database = new SQLite(":memory:");
  database.exec("create table numbers (n integer); insert into numbers values (1), (2), (3)");
  return { database, kept: keepStatements(database) };
}

test("a statement is prepared once, however often it is asked", () => {
  const { kept } = openNumbers();
  expect(kept.prepare(SELECT)).toBe(kept.prepare(SELECT));
});

test("whoever reads row by row does not stand in the way of the same statement", () => {
  const { kept } = openNumbers();
  const rows = kept.prepare(SELECT).iterate([])[Symbol.iterator]();
  rows.next();
  expect(kept.prepare(SELECT).all([])).toHaveLength(3);
  expect(rows.next().value).toEqual({ n: 2 });
});

test("a kept statement tells columns that were added since", () => {
  const { database, kept } = openNumbers();
  kept.prepare("select * from numbers").all([]);
  database.exec("alter table numbers add column name text");
  expect(kept.prepare("select * from numbers").all([])[0]).toEqual({ n: 1, name: null });
});

test("of many statements those asked last are kept", () => {
  const { kept } = openNumbers();
  const [often, once] = [kept.prepare(SELECT), kept.prepare("select 0")];
  for (let n = 1; n <= 1000; n++) {
    kept.prepare(`select ${n}`);
    expect(kept.prepare(SELECT)).toBe(often);
  }
  expect(kept.prepare("select 0")).not.toBe(once);
});

test.each(databases)("on $name, a join is planned once, however often it is asked", async ({ create }) => {
  const { db, person, close } = await openStore(await create());
  onTestFinished(close);
  await listMemberships(db, person.id);
  // The driver of SQLite writes a function that makes the rows, anew for each plan.
  const written = vi.spyOn(globalThis, "Function");
  onTestFinished(() => written.mockRestore());
  for (let n = 0; n < 3; n++) expect(await listMemberships(db, person.id)).toHaveLength(1);
  expect(written).not.toHaveBeenCalled();
});
