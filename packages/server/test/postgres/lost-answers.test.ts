import { expect, inject, onTestFinished, test } from "vitest";
import { inChange, onCommit } from "../../src/storage/change.ts";
import type { Committed } from "../../src/storage/change.ts";
import { currentRevision } from "../../src/storage/open.ts";
import { DatabaseUnavailableError } from "../../src/storage/postgres.ts";
import { dayOf, listUseDays, recordTokenUses } from "../../src/storage/token-uses.ts";
import { findToken, setRevoked } from "../../src/storage/tokens.ts";
import { CommitInDoubtError } from "../../src/storage/transaction.ts";
import { createUsageBuffer } from "../../src/verify/usage-buffer.ts";
import { createDatabase } from "../storage/databases.ts";
import { addTokens, digestOf, NOON, openStore, tokenFor } from "../storage/store.ts";
import { startProxy } from "./proxy.ts";

/** A store whose connections go through a proxy, with one token in it. */
async function open() {
  const proxy = await startProxy(inject("postgres"));
  const database = await createDatabase();
  const store = await openStore({ ...database, url: proxy.through(database.url) });
  onTestFinished(async () => {
    proxy.mend();
    await store.close();
    await proxy.close();
  });
  const token = tokenFor(store);
  await addTokens(store.db, [token]);
  const told: Committed[] = [];
  onCommit(store.db, (committed) => told.push(committed));
  const revoke = () =>
    inChange(store.db, (trx) =>
      setRevoked(store.projectId, trx, { tokenId: token.id, atMs: NOON, reason: null }),
    );
  const find = () => findToken(store.projectId, store.db, token.id);
  return { ...store, proxy, token, told, revoke, find };
}

test("a change whose commit's answer is lost is told as failed, and once more when it is certain what became of it", async () => {
  const { proxy, revoke, told, find, db, token } = await open();
  const before = await currentRevision(db);
  proxy.loseNextCommit();
  await expect(revoke()).rejects.toThrow(CommitInDoubtError);
  const ref = Buffer.from(digestOf(token)).toString("hex");
  await expect.poll(() => told).toHaveLength(2);
  expect(told).toEqual(
    [undefined, before + 1].map((revision) => ({
      revision,
      changes: [expect.objectContaining({ ref })],
      events: [],
    })),
  );
  expect((await find())?.revokedAtMs).toBe(NOON);
});

test("what was in doubt is told before the next change is", async () => {
  const { proxy, revoke, told } = await open();
  proxy.loseNextCommit();
  await expect(revoke()).rejects.toThrow(CommitInDoubtError);
  await revoke();
  const [failed, certain, next] = told.map(({ revision }) => revision);
  expect(failed).toBeUndefined();
  expect(next).toBe((certain ?? 0) + 1);
});

test("uses whose commit's answer is lost are not counted twice, and what comes later is counted", async () => {
  const { proxy, db, token, projectId, find } = await open();
  const faults: unknown[] = [];
  const usage = createUsageBuffer({
    write: (uses) => recordTokenUses(db, uses),
    everyMs: 3_600_000,
    onError: (error) => faults.push(error),
  });
  const use = (atMs: number) =>
    usage.record({ tokenId: token.id, atMs, ip: "::1", userAgent: null, verifier: "server" });
  use(NOON);
  proxy.loseNextCommit();
  await usage.flush();
  expect(faults).toEqual([expect.any(CommitInDoubtError)]);
  use(NOON + 1);
  await usage.close();
  expect(await listUseDays(projectId, db, { tokenId: token.id, fromDay: 0 })).toEqual([
    { day: dayOf(NOON), uses: 2 },
  ]);
  expect((await find())?.lastUsedAtMs).toBe(NOON + 1);
});

test("while the server is away nothing is done, uses stay held, and all goes on by itself when it is back", async () => {
  const { proxy, db, token, projectId, revoke, find } = await open();
  const usage = createUsageBuffer({
    write: (uses) => recordTokenUses(db, uses),
    everyMs: 3_600_000,
    onError: (error) => expect(error).toBeInstanceOf(DatabaseUnavailableError),
  });
  usage.record({ tokenId: token.id, atMs: NOON, ip: "::1", userAgent: null, verifier: "server" });
  proxy.cut();
  await expect(revoke()).rejects.toThrow(DatabaseUnavailableError);
  await expect(find()).rejects.toThrow("The database cannot be used: ");
  await usage.flush();
  proxy.mend();
  expect((await find())?.revokedAtMs).toBeNull();
  await revoke();
  await usage.close();
  expect(await find()).toMatchObject({ revokedAtMs: NOON, lastUsedAtMs: NOON });
  expect(await listUseDays(projectId, db, { tokenId: token.id, fromDay: 0 })).toEqual([
    { day: dayOf(NOON), uses: 1 },
  ]);
});
