import { describe, expect, onTestFinished, test } from "vitest";
import { prepared, preparedInsert } from "../../src/storage/prepared.ts";
import { NOON, openStore } from "./store.ts";
import { databases } from "./databases.ts";

const selectName = prepared<{ id: string }, { name: string }>((db, value) =>
  db.selectFrom("users").select("name").where("id", "=", value("id")).compile(),
);

const insertUser = preparedInsert("users");

describe.each(databases)("on $name, a prepared statement", ({ create }) => {
  async function open() {
    const store = await openStore(await create());
    onTestFinished(store.close);
    const add = (name: string) =>
      insertUser(store.db, {
        id: `id of ${name}`,
        name,
        email: `${name}@example.com`,
        password_hash: null,
        created_at: NOON,
      });
    return { ...store, add };
  }

  test("is asked with the values of each use, also where uses overlap", async () => {
    const { db, add } = await open();
    const names = Array.from({ length: 20 }, (_, n) => `person ${n}`);
    await Promise.all(names.map(add));
    const found = await Promise.all(names.map((name) => selectName(db, { id: `id of ${name}` })));
    expect(found).toEqual(names.map((name) => [{ name }]));
  });

  test("asks the database it is given, in the transaction it is given", async () => {
    const [one, another] = [await open(), await open()];
    await one.add("ada");
    expect(await selectName(another.db, { id: "id of ada" })).toEqual([]);
    const work = one.db.transaction().execute(async (trx) => {
      await insertUser(trx, { id: "x", name: "x", email: "x", password_hash: null, created_at: NOON });
      expect(await selectName(trx, { id: "x" })).toEqual([{ name: "x" }]);
      throw new Error("taken back");
    });
    await expect(work).rejects.toThrow("taken back");
    expect(await selectName(one.db, { id: "x" })).toEqual([]);
  });

  test("takes no value for a part of its text", async () => {
    const { db, add } = await open();
    await add(`' or "name" = ?`);
    expect(await selectName(db, { id: `id of ' or "name" = ?` })).toEqual([{ name: `' or "name" = ?` }]);
    expect(await selectName(db, { id: "' or 1 = 1 --" })).toEqual([]);
  });

  test("inserts every column of a row, whichever the rows before it had", async () => {
    const { db, add } = await open();
    await add("ada");
    await insertUser(db, {
      id: "b",
      operator: 1,
      name: "bo",
      email: "bo@example.com",
      password_hash: null,
      created_at: NOON,
    });
    await add("cy");
    const operators = await db.selectFrom("users").select("name").where("operator", "=", 1).execute();
    expect(operators).toEqual([{ name: "bo" }]);
  });
});
