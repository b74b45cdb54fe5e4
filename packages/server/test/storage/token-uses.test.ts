import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, LIMITS } from "../../src/core/limits.ts";
import type { Token } from "../../src/core/token.ts";
import type { Db } from "../../src/storage/open.ts";
import { inChange } from "../../src/storage/change.ts";
import type { TokenUses } from "../../src/storage/token-uses.ts";
import { dayOf, listUseAddresses, listUseDays, recordTokenUses } from "../../src/storage/token-uses.ts";
import { deleteToken, findToken } from "../../src/storage/tokens.ts";
import { createUsageBuffer } from "../../src/verify/usage-buffer.ts";
import type { TestDatabase } from "./databases.ts";
import { databases } from "./databases.ts";
import { isBusy } from "./racers.ts";
import type { Store } from "./store.ts";
import { addTokens, NOON, openStore, tokenFor } from "./store.ts";

const TODAY = dayOf(NOON);
const BY = { userAgent: "a script", verifier: "server" };

describe.each(databases)("the uses of a token in $name", ({ create, openImpatiently }) => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await create();
    store = await openStore(database);
  });
  afterAll(() => store.close());

  async function add(): Promise<Token> {
    const token = tokenFor(store);
    await addTokens(store.db, [token]);
    return token;
  }
  const usesOf = ({ id }: Pick<Token, "id">, atMs: number, ...ips: string[]): TokenUses => ({
    last: { tokenId: id, atMs, ip: ips.at(-1) ?? null, ...BY },
    days: new Map([[dayOf(atMs), 1]]),
    addresses: new Map(ips.map((ip) => [ip, { uses: 1, firstMs: atMs, lastMs: atMs, ...BY }])),
  });
  const days = ({ id }: Token, fromDay = 0) =>
    listUseDays(store.projectId, store.db, { tokenId: id, fromDay });
  const addresses = ({ id }: Token) => listUseAddresses(store.projectId, store.db, id);
  const countRows = async (table: "token_use_days" | "token_use_addresses", { id }: Pick<Token, "id">) =>
    (await store.db.selectFrom(table).selectAll().where("token_id", "=", id).execute()).length;

  it("add up by day, and are read from a day on", async () => {
    const [token, other] = [await add(), await add()];
    const many = { ...usesOf(token, NOON), days: new Map([[TODAY, 40], [TODAY - 1, 2]]) }; // prettier-ignore
    for (const uses of [many, usesOf(token, NOON), usesOf(token, NOON - 3 * DAY_MS), usesOf(other, NOON)]) {
      await recordTokenUses(store.db, [uses]);
    }
    expect(await days(token)).toEqual([
      { day: TODAY - 3, uses: 1 },
      { day: TODAY - 1, uses: 2 },
      { day: TODAY, uses: 41 },
    ]);
    expect(await days(token, TODAY)).toEqual([{ day: TODAY, uses: 41 }]);
  });

  it("add up by address, with the first and the last time whatever the order of arrival", async () => {
    const token = await add();
    for (const [atMs, ip] of [
      [5, "::1"],
      [2, "::1"],
      [9, "10.0.0.1"],
      [7, "::1"],
    ] as const)
      // prettier-ignore
      await recordTokenUses(store.db, [usesOf(token, NOON + atMs, ip)]);
    expect(await addresses(token)).toEqual([
      { ip: "10.0.0.1", uses: 1, firstMs: NOON + 9, lastMs: NOON + 9, ...BY },
      { ip: "::1", uses: 3, firstMs: NOON + 2, lastMs: NOON + 7, ...BY },
    ]);
    const found = await findToken(store.projectId, store.db, token.id);
    expect(found).toMatchObject({ lastUsedAtMs: NOON + 9, lastUsedIp: "10.0.0.1" });
  });

  it("tell of each address what the last caller called itself and who let it through", async () => {
    const token = await add();
    for (const [atMs, userAgent, verifier] of [
      [5, "curl/8", "a"],
      [2, "wget", "b"],
      [5, null, "c"],
    ] as const) {
      const { last, ...uses } = usesOf(token, NOON + atMs, "::1");
      const at = { uses: 1, firstMs: last.atMs, lastMs: last.atMs, userAgent, verifier };
      await recordTokenUses(store.db, [{ ...uses, last, addresses: new Map([["::1", at]]) }]);
    }
    expect(await addresses(token)).toMatchObject([{ uses: 3, userAgent: null, verifier: "c" }]);
  });

  it("go with the token, and a later write revives neither it nor them", async () => {
    const token = await add();
    await recordTokenUses(store.db, [usesOf(token, NOON, "::1")]);
    await inChange(store.db, (trx) => deleteToken(store.projectId, trx, token.id));
    const alive = await add();
    await recordTokenUses(store.db, [
      usesOf(token, NOON + 1, "::1"),
      usesOf({ id: randomUUID() }, NOON + 1, "::1"),
      usesOf(alive, NOON + 1, "::1"),
    ]);
    expect(await findToken(store.projectId, store.db, token.id)).toBeUndefined();
    expect(await countRows("token_use_days", token)).toBe(0);
    expect(await countRows("token_use_addresses", token)).toBe(0);
    expect(await days(alive)).toEqual([{ day: TODAY, uses: 1 }]);
  });

  it("are kept of the most recent addresses only", async () => {
    const token = await add();
    const ips = Array.from({ length: LIMITS.usageAddresses + 1 }, (_, n) => `10.0.0.${n}`);
    for (const [n, ip] of ips.entries()) await recordTokenUses(store.db, [usesOf(token, NOON + n, ip)]);
    const kept = await addresses(token);
    expect(kept.map(({ ip }) => ip)).toEqual(ips.slice(1).toReversed());
    for (const [n, ip] of ["10.0.0.1", "::1"].entries())
      await recordTokenUses(store.db, [usesOf(token, NOON + 99 + n, ip)]);
    const after = (await addresses(token)).map(({ ip }) => ip);
    expect(after.slice(0, 2)).toEqual(["::1", "10.0.0.1"]);
    expect(after).not.toContain("10.0.0.2");
  });

  it("are written all of them or none, so that what failed is counted once when it is tried again", async () => {
    const token = await add();
    const broken = { ...usesOf(token, NOON, "::1"), addresses: new Map([["::1", NO_USES]]) };
    await expect(recordTokenUses(store.db, [broken])).rejects.toThrow(/not.null/i);
    expect(await days(token)).toEqual([]);
    expect((await findToken(store.projectId, store.db, token.id))?.lastUsedAtMs).toBeNull();
    await recordTokenUses(store.db, [usesOf(token, NOON, "::1")]);
    expect(await days(token)).toEqual([{ day: TODAY, uses: 1 }]);
  });

  it("of servers that get into each other's way are all counted, each once", async () => {
    const token = await add();
    const faults: unknown[] = [];
    const dbs: Db[] = [];
    for (let n = 0; n < 3; n++) dbs.push(await openImpatiently(database.url));
    const buffers = dbs.map((db) =>
      createUsageBuffer({
        write: (uses) => recordTokenUses(db, uses),
        everyMs: 3_600_000,
        onError: (error) => faults.push(error),
      }),
    );
    for (let round = 0; round < 20; round++) {
      for (const [n, buffer] of buffers.entries())
        buffer.record({ tokenId: token.id, atMs: NOON + round, ip: `10.0.0.${n}`, ...BY });
      await Promise.all(buffers.map((buffer) => buffer.flush()));
    }
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.filter((fault) => !isBusy(fault))).toEqual([]);
    for (const buffer of buffers) await buffer.close();
    for (const db of dbs) await db.destroy();
    expect(await days(token)).toEqual([{ day: TODAY, uses: 60 }]);
    expect((await addresses(token)).map(({ uses }) => uses)).toEqual([20, 20, 20]);
  });
});

/** What no column takes. */
const NO_USES = { uses: null as never, firstMs: NOON, lastMs: NOON, userAgent: null, verifier: null };
