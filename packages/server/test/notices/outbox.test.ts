import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../src/core/delivery.ts";
import { DeliveryError, RETRY_DELAYS_MS } from "../../src/core/delivery.ts";
import type { Carrying } from "../../src/jobs/keep-delivering.ts";
import { deliverDue, keepDelivering, TAKEN_FOR_MS } from "../../src/jobs/keep-delivering.ts";
import { deleteSurplus } from "../../src/storage/surplus.ts";
import type { NewDelivery } from "../../src/storage/deliveries.ts";
import { claimDelivery, insertDelivery } from "../../src/storage/deliveries.ts";
import { openDatabase } from "../../src/storage/open.ts";
import type { Db } from "../../src/storage/open.ts";
import { inTransaction } from "../../src/storage/transaction.ts";
import { insertWebhook } from "../../src/storage/webhooks.ts";
import type { TestDatabase } from "../storage/databases.ts";
import { databases } from "../storage/databases.ts";
import { addTenant, NOON } from "../storage/store.ts";

const [SECOND_MS, DAY_MS] = [1000, 86_400_000];
const FOREVER = new AbortController().signal;

describe.each(databases)("what is to be sent, on $name", ({ create }) => {
  let database: TestDatabase;
  let dbs: Db[];
  let db: Db;
  let nowMs: number;
  let projectId: string;
  /** What arrived, in its order, and what was said of what did not. */
  let arrived: string[];
  let told: (readonly [id: string, reason: string, nextAtMs: number | null])[];

  beforeEach(async () => {
    database = await create();
    dbs = [await openDatabase(database.url), await openDatabase(database.url)];
    [db] = dbs as [Db, Db];
    nowMs = NOON;
    [arrived, told] = [[], []];
    ({ projectId } = await addTenant(db));
  });
  afterEach(async () => {
    for (const one of dbs) await one.destroy();
    await database.remove();
  });

  const mail = (differences: Partial<NewDelivery> = {}): NewDelivery => ({
    id: randomUUID(),
    kind: "mail",
    webhookId: null,
    event: "token.expiring",
    content: "{}",
    createdAtMs: nowMs,
    ...differences,
  });
  async function put(...all: NewDelivery[]): Promise<void> {
    await inTransaction(db, async (trx) => {
      for (const one of all) await insertDelivery(trx, one);
    });
  }
  async function addWebhook(): Promise<string> {
    const id = randomUUID();
    const webhook = { id, name: id, url: "https://example.com", events: [], createdAtMs: NOON };
    await inTransaction(db, (trx) =>
      insertWebhook(projectId, trx, { ...webhook, secret: Buffer.from("secret") }),
    );
    return id;
  }
  /** Sends what is due; `fail` says why something does not arrive. */
  function carrying(fail: (delivery: Delivery) => DeliveryError | undefined = () => undefined): Carrying {
    const carry = async (delivery: Delivery) => {
      const error = fail(delivery);
      if (error) throw error;
      arrived.push(delivery.id);
      return 250;
    };
    return {
      carriers: { mail: carry, webhook: carry },
      now: () => nowMs,
      onFailed: ({ id }, { error, nextAtMs }) => void told.push([id, error.message, nextAtMs]),
    };
  }
  const send = (fail?: Parameters<typeof carrying>[0]) => deliverDue(db, carrying(fail), FOREVER);
  const rows = () => db.selectFrom("deliveries").selectAll().orderBy("created_at").execute();

  it("is sent once it is committed, once, and is known as having arrived", async () => {
    const one = mail();
    await put(one);
    await send();
    await send();
    expect(arrived).toEqual([one.id]);
    expect(await rows()).toMatchObject([{ due_at: null, delivered_at: NOON, tries: 1 }]);
  });

  it("is not sent where what it tells of did not happen", async () => {
    const failing = inTransaction(db, async (trx) => {
      await insertDelivery(trx, mail());
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await send();
    expect(arrived).toEqual([]);
  });

  it("is tried again after ever longer times, under the same id, and given up aloud in the end", async () => {
    const one = mail();
    await put(one);
    const seen: number[] = [];
    const fail = ({ id, tries }: Delivery) => {
      expect(id).toBe(one.id);
      seen.push(tries);
      return new DeliveryError("no", { status: 451 });
    };
    await send(fail);
    for (const delayMs of RETRY_DELAYS_MS) {
      nowMs += delayMs - 1;
      await send(fail);
      nowMs += 1;
      await send(fail);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(told.map(([, , nextAtMs]) => nextAtMs === null)).toEqual([...Array(6).fill(false), true]);
    nowMs += 365 * DAY_MS;
    await send(fail);
    expect(seen).toHaveLength(7);
    const [row] = await rows();
    expect(row).toMatchObject({ due_at: null, delivered_at: null, tries: 7 });
    const log: unknown[] = JSON.parse(row?.log ?? "");
    expect(log).toHaveLength(7);
    expect(log[0]).toEqual({ atMs: NOON, ms: 0, status: 451, error: "no" });
  });

  it("arrives once whoever takes it is back", async () => {
    const one = mail();
    await put(one);
    await send(() => new DeliveryError("away", {}));
    nowMs += 10 * SECOND_MS;
    await send();
    expect(arrived).toEqual([one.id]);
    const [row] = await rows();
    expect(JSON.parse(row?.log ?? "")).toMatchObject([{ error: "away" }, { error: null, status: 250 }]);
  });

  it("is given up at once where no other try would help", async () => {
    const one = mail();
    await put(one);
    await send(() => new DeliveryError("no such mailbox", { isFinal: true }));
    expect(told).toEqual([[one.id, "no such mailbox", null]]);
    nowMs += DAY_MS;
    await send();
    expect(arrived).toEqual([]);
  });

  it("that a server took and did not finish is sent by another, and what the first says then counts no more", async () => {
    const one = mail();
    await put(one);
    const dying = Promise.withResolvers<number>();
    const first = deliverDue(db, { ...carrying(), carriers: { mail: () => dying.promise } }, FOREVER);
    await expect.poll(async () => (await rows())[0]?.tries).toBe(1);
    const other = () => deliverDue(dbs[1] ?? db, carrying(), FOREVER);
    await other();
    expect(arrived).toEqual([]);
    nowMs += TAKEN_FOR_MS;
    await other();
    expect(arrived).toEqual([one.id]);
    dying.reject(new DeliveryError("late", {}));
    await first;
    expect(await rows()).toMatchObject([{ due_at: null, tries: 2, delivered_at: nowMs }]);
  });

  it("is sent once by several servers that look at the same time", async () => {
    const all = await Promise.all(
      Array.from({ length: 30 }, async () => mail({ kind: "webhook", webhookId: await addWebhook() })),
    );
    await put(...all);
    const looking = [...dbs, ...dbs, ...dbs].map((one) => deliverDue(one, carrying(), FOREVER));
    await Promise.all(looking);
    // One that came between two others may have left what those had: the next look takes it.
    await send();
    expect(arrived.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it("goes to one place one after the other, while other places wait for nothing", async () => {
    const [slow, quick] = [await addWebhook(), await addWebhook()];
    const [first, second, third] = [
      mail({ kind: "webhook", webhookId: slow }),
      mail({ kind: "webhook", webhookId: slow, createdAtMs: NOON + 1 }),
      mail({ kind: "webhook", webhookId: quick, createdAtMs: NOON + 2 }),
    ];
    nowMs = NOON + 2;
    await put(first, second, third);
    const claim = () => claimDelivery(db, { kinds: ["webhook"], nowMs, untilMs: nowMs + TAKEN_FOR_MS });
    expect((await claim())?.id).toBe(first.id);
    expect((await claim())?.id).toBe(third.id);
    expect(await claim()).toBeUndefined();
  });

  it("to a place where something did not arrive waits, and uses up no try; other places do not wait", async () => {
    const [dead, alive] = [await addWebhook(), await addWebhook()];
    const toDead = Array.from({ length: 3 }, (_, n) =>
      mail({ kind: "webhook", webhookId: dead, createdAtMs: NOON - 3 + n }),
    );
    const toAlive = mail({ kind: "webhook", webhookId: alive });
    await put(...toDead, toAlive);
    const fail = ({ webhookId }: Delivery) => (webhookId === dead ? new DeliveryError("no", {}) : undefined);
    await send(fail);
    expect([arrived, told.length]).toEqual([[toAlive.id], 1]);
    nowMs += 10 * SECOND_MS;
    await send();
    expect(arrived).toHaveLength(4);
  });

  it("that this server cannot send is left to one that can", async () => {
    await put(mail());
    await deliverDue(db, { ...carrying(), carriers: { webhook: async () => 200 } }, FOREVER);
    await deliverDue(db, { ...carrying(), carriers: {} }, FOREVER);
    expect(await rows()).toMatchObject([{ tries: 0, delivered_at: null }]);
    await send();
    expect(arrived).toHaveLength(1);
  });

  it("when the server stops in the middle is no failure, and another takes it over", async () => {
    await put(mail());
    const closing = new AbortController();
    const carry = async (_: Delivery, signal: AbortSignal) => {
      closing.abort();
      throw new Error(`stopped: ${signal.aborted}`);
    };
    await deliverDue(db, { ...carrying(), carriers: { mail: carry } }, closing.signal);
    expect(told).toEqual([]);
    nowMs += TAKEN_FOR_MS;
    await send();
    expect(arrived).toHaveLength(1);
  });

  it("is looked for again and again by a server that runs", async () => {
    const faults: unknown[] = [];
    const options = { ...carrying(), everyMs: 1, onError: (error: unknown) => void faults.push(error) };
    const running = keepDelivering(db, options);
    const [first, second] = [mail(), mail()];
    await put(first);
    await expect.poll(() => arrived).toEqual([first.id]);
    await put(second);
    await expect.poll(() => arrived).toEqual([first.id, second.id]);
    await running.close();
    expect(faults).toEqual([]);
  });

  it("is forgotten after thirty days", async () => {
    await put(mail(), mail({ createdAtMs: NOON - 30 * DAY_MS }));
    expect(await deleteSurplus(db, "deliveries", { atMs: NOON, most: 10 })).toBe(1);
    expect(await rows()).toMatchObject([{ created_at: NOON }]);
  });
});
