import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listValues } from "../../src/storage/token-records.ts";
import { databases } from "./databases.ts";
import type { Owned, Store } from "./store.ts";
import { addTenant, addTokens, digestOf, openStore, tokenFor } from "./store.ts";

const FEW = 30;
const MANY = 20_100;
const LIMIT = 1000;

describe.each(databases)("the pages of a project's values in $name", ({ create }) => {
  let store: Store;
  let small: Owned;
  const digests = new Map<string, string[]>();
  beforeAll(async () => {
    store = await openStore(await create());
    small = await addTenant(store.db);
    await addMany(store, MANY);
    await addMany(small, FEW);
  });
  afterAll(() => store.close());

  /** As one token was inserted, many are. */
  async function addMany(owned: Owned, count: number): Promise<void> {
    const { db } = store;
    const first = tokenFor(owned);
    await addTokens(db, [first]);
    const find = db.selectFrom("tokens").selectAll().where("id", "=", first.id);
    const row = await find.executeTakeFirstOrThrow();
    const ids = Array.from({ length: count - 1 }, () => randomUUID());
    for (let at = 0; at < ids.length; at += 500) {
      const some = ids.slice(at, at + 500);
      const tokens = some.map((id) => ({ ...row, id, name: id, name_sort: id }));
      await db.insertInto("tokens").values(tokens).execute();
      const versions = some.map((id) => {
        return { token_id: id, digest: digestOf({ id }), version: 1, created_at: 0, valid_until: null };
      });
      await db.insertInto("token_versions").values(versions).execute();
    }
    const all = [first.id, ...ids].map((id) => Buffer.from(digestOf({ id })).toString("hex"));
    digests.set(owned.projectId, all.toSorted());
  }

  it.each([
    { name: "one with many tokens", owned: () => store, limit: LIMIT },
    { name: "one with few tokens among many of another", owned: () => small, limit: 7 },
  ])("hold each value once, in the order of the digests: $name", async ({ owned, limit }) => {
    const { projectId } = owned();
    const listed: string[] = [];
    for (;;) {
      const { values } = await listValues(projectId, store.db, { after: listed.at(-1) ?? "", limit });
      listed.push(...values.map(({ digest }) => digest));
      if (values.length < limit) break;
    }
    expect(listed).toEqual(digests.get(projectId));
  });
});
