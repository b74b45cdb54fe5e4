import { sql } from "kysely";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { inChange } from "../../src/storage/change.ts";
import { currentRevision } from "../../src/storage/open.ts";
import { insertToken } from "../../src/storage/tokens.ts";
import { digestOf, openStore, tokenFor } from "./store.ts";

const LONG = "x".repeat(20_000);

async function open() {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-"));
  const remove = () => rm(folder, { recursive: true });
  const store = await openStore({
    url: `sqlite:${folder}/tokenhouse.db`,
    contents: () => Promise.resolve([]),
    remove,
  });
  onTestFinished(store.close);
  const pages = async () => {
    const { rows } = await sql<{ n: number }>`select page_count as n from pragma_page_count`.execute(
      store.db,
    );
    return rows[0]?.n ?? 0;
  };
  const create = (description: string) =>
    inChange(store.db, (trx) => {
      const token = { ...tokenFor(store), description };
      return insertToken(store.projectId, trx, { ...token, digest: digestOf(token) });
    });
  const limit = (count: number) => sql.raw(`pragma max_page_count = ${count}`).execute(store.db);
  return { ...store, pages, create, limit };
}

test("changes without room in the file are refused as that, whole, and the next ones are done when there is room", async () => {
  const { db, pages, create, limit } = await open();
  const before = await currentRevision(db);
  await limit(await pages());
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => create(LONG)));
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as Error] : [],
  );
  expect(refused).toHaveLength(8);
  for (const reason of refused) expect(reason).toMatchObject({ code: "SQLITE_FULL" });
  expect(await currentRevision(db)).toBe(before);
  expect(await db.selectFrom("tokens").select("id").execute()).toEqual([]);
  await limit(1_000_000);
  await create(LONG);
  expect(await currentRevision(db)).toBe(before + 1);
});
