import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAssumptions, withoutSync } from "../../src/storage/dialect.ts";
import type { Db } from "../../src/storage/open.ts";
import { inFleetingTransaction } from "../../src/storage/transaction.ts";
import { databases } from "./databases.ts";
import type { Store } from "./store.ts";
import { openStore } from "./store.ts";

describe.each(databases)("what a power cut may take back, on $name", ({ name, create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await create());
  });
  afterAll(() => store.close());

  const isSafe = async (db: Db) => (await checkAssumptions(db)).every(({ holds }) => holds !== false);
  const setSlug = (trx: Db, slug: string) =>
    trx.updateTable("projects").set({ slug }).where("id", "=", store.projectId).execute();
  const slugOf = (db: Db) => db.selectFrom("projects").select("slug").where("id", "=", store.projectId);

  it("does not wait for SQLite's disk, and the next change does", async () => {
    const safe = await withoutSync(store.db, isSafe);
    expect(safe).toBe(name === "postgres");
    expect(await isSafe(store.db)).toBe(true);
  });

  it("is written whole or not at all, and what comes after a failure waits for the disk again", async () => {
    await inFleetingTransaction(store.db, (trx) => setSlug(trx, "done"));
    const failing = inFleetingTransaction(store.db, async (trx) => {
      await setSlug(trx, "undone");
      throw new Error("in the middle of it");
    });
    await expect(failing).rejects.toThrow("in the middle of it");
    expect(await slugOf(store.db).executeTakeFirst()).toEqual({ slug: "done" });
    expect(await isSafe(store.db)).toBe(true);
  });

  it("lets no change in between that would have to wait for the disk", async () => {
    const [, ...safe] = await Promise.all([
      withoutSync(store.db, async (connection) => {
        await setSlug(connection, "slow");
        await new Promise((turn) => setTimeout(turn, 5));
      }),
      ...Array.from({ length: 5 }, () => isSafe(store.db)),
    ]);
    expect(safe).toEqual([true, true, true, true, true]);
  });
});

it("makes no change any more once SQLite cannot be made to wait for the disk again", async () => {
  const sqlite = databases.find(({ name }) => name === "sqlite");
  if (!sqlite) return;
  const store = await openStore(await sqlite.create());
  const rename = () => store.db.updateTable("projects").set({ slug: "renamed" }).execute();
  await rename();
  const leftOpen = withoutSync(store.db, (connection) => sql`begin`.execute(connection));
  const [, waiting] = await Promise.allSettled([leftOpen, rename()]);
  await expect(leftOpen).rejects.toThrow("inside a transaction");
  expect(waiting.status).toBe("rejected");
  await expect(rename()).rejects.toThrow(/destroyed|not open/);
  await store.close();
});
