import { sql } from "kysely";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Committed } from "../../src/storage/change.ts";
import { commitChange, inChange, onCommit } from "../../src/storage/change.ts";
import type { Trx } from "../../src/storage/open.ts";
import { setRevoked } from "../../src/storage/tokens.ts";
import { addTokens, digestOf, openStore, tokenFor } from "./store.ts";
import { databases } from "./databases.ts";

describe.each(databases)("on $name, changes that come together", ({ create, deferReferences }) => {
  async function open() {
    const store = await openStore(await create());
    onTestFinished(store.close);
    const tokens = Array.from({ length: 40 }, () => tokenFor(store));
    await addTokens(store.db, tokens);
    const told: Committed[] = [];
    onCommit(store.db, (committed) => told.push(committed));
    const revoke = (n: number) =>
      commitChange(store.db, async (trx) => {
        await setRevoked(store.projectId, trx, { tokenId: tokens[n]?.id ?? "", atMs: 1, reason: null });
        if (n % 3 === 0) throw new Error(`not number ${n}`);
        return n;
      });
    const revokedIds = async () =>
      (await store.db.selectFrom("tokens").select("id").where("revoked_at", "is not", null).execute()).map(
        ({ id }) => id,
      );
    return { ...store, tokens, told, revoke, revokedIds };
  }

  test("are each whole in themselves: one that fails takes nothing of the others with it", async () => {
    const { tokens, revoke, revokedIds } = await open();
    const outcomes = await Promise.allSettled(tokens.map((_, n) => revoke(n)));
    const failed = outcomes.map(({ status }) => status === "rejected");
    expect(failed).toEqual(tokens.map((_, n) => n % 3 === 0));
    const done = tokens.filter((_, n) => n % 3 !== 0).map(({ id }) => id);
    expect(new Set(await revokedIds())).toEqual(new Set(done));
  });

  test("have revisions in the order in which they came, and each tells what it has changed", async () => {
    const { tokens, told, revoke } = await open();
    const asked = tokens.flatMap((_, n) => (n % 3 === 0 ? [] : [revoke(n)]));
    const done = await Promise.all(asked);
    const [first] = done;
    expect(done.map(({ revision }) => revision)).toEqual(done.map((_, at) => (first?.revision ?? 0) + at));
    for (const { result, changes } of done) {
      const token = tokens[result];
      expect(changes.map(({ ref }) => ref)).toEqual(
        token ? [Buffer.from(digestOf(token)).toString("hex")] : [],
      );
    }
    expect(told.map(({ revision }) => revision)).toEqual(done.map(({ revision }) => revision));
  });

  test("share a commit only for a moment, so that other processes have their turn", async () => {
    const { revoke, revokedIds } = await open();
    const doneWithTheFirst = async (from: number) => {
      const asked = [1, 2, 4, 5, 7, 8].map((n) => revoke(from + n));
      await asked[0];
      const count = (await revokedIds()).length;
      await Promise.all(asked);
      return count;
    };
    const clock = vi.spyOn(performance, "now");
    onTestFinished(() => clock.mockRestore());
    clock.mockReturnValue(0);
    expect(await doneWithTheFirst(0)).toBe(6);
    let nowMs = 0;
    clock.mockImplementation(() => (nowMs += 60));
    expect(await doneWithTheFirst(9)).toBeLessThan(6 + 6);
    expect(await revokedIds()).toHaveLength(12);
  });

  test("tell each value once, however often and of however many tokens one of them writes", async () => {
    const { db, projectId, tokens } = await open();
    const { changes } = await commitChange(db, async (trx) => {
      for (const { id } of [...tokens, ...tokens]) {
        await setRevoked(projectId, trx, { tokenId: id, atMs: 1, reason: null });
      }
    });
    const digests = tokens.map((token) => Buffer.from(digestOf(token)).toString("hex"));
    expect(changes.map(({ ref }) => ref)).toEqual(digests);
  });

  test("are committed in one transaction, also where they are asked one after the other in the same turn", async () => {
    const { db } = await open();
    const transactions = new Set<Trx>();
    const note = () => inChange(db, (trx) => Promise.resolve(transactions.add(trx)));
    const asked: Promise<unknown>[] = [];
    for (let n = 0; n < 10; n++) {
      asked.push(note());
      await Promise.resolve();
    }
    await Promise.all(asked);
    expect(transactions.size).toBe(1);
  });

  test("are all told as failed when their commit fails, and nothing of them is there", async () => {
    const { db, told, revoke, revokedIds } = await open();
    // What a commit cannot satisfy: a reference that is looked at no earlier.
    const breakCommit = inChange(db, async (trx) => {
      for (const statement of deferReferences) await sql.raw(statement).execute(trx);
      await trx.insertInto("members").values(NOBODYS).execute();
    });
    const outcomes = await Promise.allSettled([breakCommit, revoke(1), revoke(2)]);
    expect(outcomes.map(({ status }) => status)).toContain("rejected");
    const done = outcomes.slice(1).filter(({ status }) => status === "fulfilled");
    expect(await revokedIds()).toHaveLength(done.length);
    const untold = told.filter(({ revision }) => revision === undefined);
    expect(untold.length).toBe(outcomes.length - done.length);
  });
});

/** A member of no project. */
const NOBODYS = {
  project_id: "nowhere",
  user_id: "nobody",
  role: "member",
  token_access: "inherit",
  active: 1,
  created_at: 1,
} as const;
