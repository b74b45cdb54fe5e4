import { expect, test } from "vitest";
import { databases, selectDatabases } from "./databases.ts";

test("a database that is not known stops the run and says which are", () => {
  expect(() => selectDatabases("sqlite,postgers")).toThrow(
    "DATABASES names «postgers», which is none of: sqlite",
  );
  expect(() => selectDatabases("")).toThrow("which is none of");
});

test("every database has a name of its own, and at least one is chosen", () => {
  expect(databases.length).toBeGreaterThan(0);
  expect(new Set(databases.map(({ name }) => name)).size).toBe(databases.length);
  expect(selectDatabases(" sqlite ").map(({ name }) => name)).toEqual(["sqlite"]);
});
