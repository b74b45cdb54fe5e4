import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "../../src/storage/open.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { takePermits } from "../../src/storage/token-rates.ts";
import type { TestDatabase } from "./databases.ts";
import { databases } from "./databases.ts";

const DAY = 86_400e6;

describe.each(databases)("permits of a token in $name", ({ create }) => {
  let database: TestDatabase;
  const dbs: Db[] = [];

  beforeAll(async () => {
    database = await create();
    for (let n = 0; n < 3; n++) dbs.push(await openDatabase(database.url));
  });
  afterAll(async () => {
    for (const db of dbs) await db.destroy();
    await database.remove();
  });

  const ask = (
    server: number,
    asked: { tokenId: string; requests: number; needed: number; spare: number },
  ) => {
    const db = dbs[server % dbs.length];
    if (!db) throw new Error(`There is no server ${server}`);
    return takePermits(db, { ...asked, share: Math.ceil(DAY / asked.requests), keep: 100_000 });
  };

  it("are given out once, however many servers ask at the same time", async () => {
    for (const spare of [0, 7]) {
      const asked = { tokenId: randomUUID(), requests: 200, needed: 2, spare };
      const given = await Promise.all(Array.from({ length: 150 }, (_, n) => ask(n, asked)));
      expect(given.reduce((sum, { permits }) => sum + permits, 0)).toBe(200);
    }
  });

  it("are for those who need them first, and of what is left at most half is kept for later", async () => {
    const tokenId = randomUUID();
    const numbers: number[] = [];
    for (const [needed, spare] of [[4, 0], [1, 40], [1, 40], [2, 40], [9, 9], [1, 0]] as const)
      numbers.push((await ask(numbers.length, { tokenId, requests: 20, needed, spare })).permits);
    expect(numbers).toEqual([4, 8, 4, 3, 1, 0]);
  }); // prettier-ignore

  it("tell by when all are there again, in the time of the database", async () => {
    const tokenId = randomUUID();
    const first = await ask(0, { tokenId, requests: 4, needed: 1, spare: 0 });
    expect(first).toEqual({ permits: 1, unusedIn: DAY / 4 });
    const { unusedIn } = await ask(1, { tokenId, requests: 4, needed: 5, spare: 0 });
    expect(unusedIn).toBeGreaterThan(DAY - 60e6);
    expect(unusedIn).toBeLessThanOrEqual(DAY);
  });

  it("come back within a window where the database's clock was set back", async () => {
    const [db] = dbs;
    const tokenId = randomUUID();
    await ask(0, { tokenId, requests: 4, needed: 4, spare: 0 });
    await db?.updateTable("token_rates").set({ unused_at: 9e15 }).where("token_id", "=", tokenId).execute();
    expect(await ask(1, { tokenId, requests: 4, needed: 1, spare: 0 })).toEqual({
      permits: 0,
      unusedIn: DAY,
    });
  });
});
