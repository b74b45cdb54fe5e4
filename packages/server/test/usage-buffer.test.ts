import { mintToken } from "@tokenhouse/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DAY_MS, LIMITS } from "../src/core/limits.ts";
import type { TokenUses, Use } from "../src/storage/token-uses.ts";
import type { UsageBuffer } from "../src/verify/usage-buffer.ts";
import { createUsageBuffer, ROOM } from "../src/verify/usage-buffer.ts";

const EVERY_MS = 5000;
let written: (readonly TokenUses[])[];
let errors: unknown[];
/** What writing does besides being noted: some tests make it fail, or wait. */
let onWrite: () => Promise<void>;
/** What a flush waits for between two writes. */
let pause: () => Promise<void>;
let buffer: UsageBuffer;

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  errors = [];
  onWrite = () => Promise.resolve();
  pause = () => Promise.resolve();
  buffer = createUsageBuffer({
    everyMs: EVERY_MS,
    pause: () => pause(),
    onError: (error) => errors.push(error),
    async write(uses) {
      await onWrite();
      written.push(uses);
    },
  });
});

afterEach(async () => {
  onWrite = () => Promise.resolve();
  pause = () => Promise.resolve();
  await buffer.close();
  vi.useRealTimers();
});

const fail = () => Promise.reject(new Error("disk full"));
const BY = { userAgent: "a script", verifier: "server" };
const use = (tokenId: string, atMs: number, ip: string | null = "192.0.2.1"): Use => ({
  tokenId,
  atMs,
  ip,
  ...BY,
});

function fault(): never {
  throw new Error("nothing was written");
}

/** The last use of each token in each write. */
const lastUses = () => written.map((batch) => batch.map(({ last }) => last));

/** All that was written of a token, added up as the database adds it up. */
function sumsOf(tokenId: string): { days: Record<number, number>; addresses: Record<string, number> } {
  const sums = { days: {} as Record<number, number>, addresses: {} as Record<string, number> };
  for (const { last, days, addresses } of written.flat()) {
    if (last.tokenId !== tokenId) continue;
    for (const [day, uses] of days) sums.days[day] = (sums.days[day] ?? 0) + uses;
    for (const [ip, { uses }] of addresses) sums.addresses[ip] = (sums.addresses[ip] ?? 0) + uses;
  }
  return sums;
}

test("a use is held in memory until the time has come, and then all are written in one go", async () => {
  for (let n = 0; n < 100; n++) buffer.record(use(`t${n}`, n));
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(lastUses()).toEqual([Array.from({ length: 100 }, (_, n) => use(`t${n}`, n))]);
});

test("uses are written a while after the first of their token, younger ones wait for more", async () => {
  const startMs = Date.now();
  const patient = createUsageBuffer({
    everyMs: 1000,
    holdMs: 7000,
    onError: (error) => errors.push(error),
    async write(uses) {
      await onWrite();
      written.push(uses);
    },
  });
  patient.record(use("a", startMs));
  patient.record(use("reported late", startMs - 5000));
  await vi.advanceTimersByTimeAsync(2000);
  expect(lastUses().flat()).toEqual([use("reported late", startMs - 5000)]);
  patient.record(use("b", startMs + 2000));
  patient.record(use("a", startMs + 2000));
  await vi.advanceTimersByTimeAsync(4999);
  expect(written).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(lastUses()[1]).toEqual([use("a", startMs + 2000)]);
  vi.setSystemTime(startMs - 3_600_000);
  onWrite = fail;
  await vi.advanceTimersByTimeAsync(1000);
  onWrite = () => Promise.resolve();
  await vi.advanceTimersByTimeAsync(1000);
  expect(lastUses()[2]).toEqual([use("b", startMs + 2000)]);
  await patient.close();
});

test("of one token the latest use is written, once, whatever the order of arrival", async () => {
  for (const atMs of [3, 9, 1, 9, 4]) buffer.record(use("t", atMs, `10.0.0.${atMs}`));
  await buffer.flush();
  expect(lastUses()).toEqual([[use("t", 9, "10.0.0.9")]]);
});

test("of two uses at the same instant the one that came last is written", async () => {
  buffer.record(use("t", 9, "10.0.0.1"));
  buffer.record(use("t", 9, "10.0.0.2"));
  await buffer.flush();
  expect(lastUses()).toEqual([[use("t", 9, "10.0.0.2")]]);
});

test("every use counts for its day in UTC and its address, with the first and the last time there", async () => {
  const at = [DAY_MS - 1, 5, DAY_MS, 7];
  for (const atMs of at) buffer.record(use("t", atMs, atMs < 100 ? "10.0.0.1" : "10.0.0.2"));
  buffer.record(use("t", 9, null));
  await buffer.flush();
  expect(written).toEqual([
    [
      {
        sinceMs: 5,
        last: use("t", DAY_MS, "10.0.0.2"),
        days: new Map([
          [0, 4],
          [1, 1],
        ]),
        addresses: new Map([
          ["10.0.0.2", { uses: 2, firstMs: DAY_MS - 1, lastMs: DAY_MS, ...BY }],
          ["10.0.0.1", { uses: 2, firstMs: 5, lastMs: 7, ...BY }],
        ]),
      },
    ],
  ]);
});

test("of an address what the last caller called itself is kept, and who let it through, whatever the order", async () => {
  const from = (atMs: number, userAgent: string | null, verifier: string) =>
    buffer.record({ ...use("t", atMs), userAgent, verifier });
  from(5, "curl/8", "a");
  from(9, "node", "b");
  from(7, "wget", "c");
  await buffer.flush();
  const [{ last, addresses } = fault()] = written.flat();
  expect(last).toMatchObject({ atMs: 9, userAgent: "node", verifier: "b" });
  expect(addresses.get("192.0.2.1")).toMatchObject({ uses: 3, userAgent: "node", verifier: "b" });
  from(10, null, "d");
  await buffer.flush();
  expect(written.flat()[1]?.last).toMatchObject({ userAgent: null, verifier: "d" });
});

test("several uses that are alike count at once", async () => {
  buffer.record(use("t", 5), 40);
  buffer.record(use("t", 6), 2);
  await buffer.flush();
  expect(sumsOf("t")).toEqual({ days: { 0: 42 }, addresses: { "192.0.2.1": 42 } });
});

test("a use is read and never kept: the caller may fill the same object again", async () => {
  const one = use("a", 1, "10.0.0.1");
  buffer.record(one);
  Object.assign(one, use("b", 2, "10.0.0.2"));
  buffer.record(one);
  await buffer.flush();
  expect(lastUses()).toEqual([[use("a", 1, "10.0.0.1"), use("b", 2, "10.0.0.2")]]);
});

test("a user agent is held without the values in it and cut to its length, however it comes", async () => {
  const { value, hint } = mintToken("th", "personal", (count) => new Uint8Array(count));
  for (const userAgent of [`curl ${value}`, `${"x".repeat(290)} ${value}`, "", "é".repeat(1000)]) {
    buffer.record({ ...use("t", 1), userAgent });
    await buffer.flush();
  }
  const held = written
    .flat()
    .map(({ last, addresses }) => [last.userAgent, addresses.get("192.0.2.1")?.userAgent]);
  const expected = [`curl ${hint}`, `${"x".repeat(290)} ${hint.slice(0, 9)}`, null, "é".repeat(300)];
  expect(held).toEqual(expected.map((userAgent) => [userAgent, userAgent]));
});

test("what was written is not written again, and nothing held means no write", async () => {
  buffer.record(use("t", 1));
  await buffer.flush();
  await buffer.flush();
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(lastUses()).toEqual([[use("t", 1)]]);
});

test("many uses are written in batches of a bounded size, each use in exactly one", async () => {
  const uses = Array.from({ length: 601 }, (_, n) => use(`t${n}`, n));
  for (const one of uses) buffer.record(one);
  await buffer.flush();
  expect(written.map((batch) => batch.length)).toEqual([150, 150, 150, 150, 1]);
  expect(lastUses().flat()).toEqual(uses);
});

test("between two writes everybody else has a turn, and none is waited for after the last", async () => {
  const turns: (() => void)[] = [];
  pause = () => new Promise((resolve) => turns.push(resolve));
  for (let n = 0; n < 450; n++) buffer.record(use(`t${n}`, n));
  const flushing = buffer.flush();
  for (const batches of [1, 2]) {
    await vi.advanceTimersByTimeAsync(0);
    expect(written).toHaveLength(batches);
    turns.pop()?.();
  }
  await flushing;
  expect(written).toHaveLength(3);
});

test("a write that fails is told of, and the next flush writes its uses, each counted once", async () => {
  buffer.record(use("a", 1));
  buffer.record(use("a", 2));
  onWrite = fail;
  await buffer.flush();
  await buffer.flush();
  expect(errors).toEqual([new Error("disk full"), new Error("disk full")]);
  buffer.record(use("b", 2));
  buffer.record(use("a", 1));
  onWrite = () => Promise.resolve();
  await buffer.flush();
  await buffer.flush();
  expect(lastUses()).toEqual([[use("a", 2), use("b", 2)]]);
  expect(sumsOf("a")).toEqual({ days: { 0: 3 }, addresses: { "192.0.2.1": 3 } });
});

test("when one batch of several fails, those before it are done and the others wait", async () => {
  const uses = Array.from({ length: 300 }, (_, n) => use(`t${n}`, n));
  for (const one of uses) buffer.record(one);
  let calls = 0;
  onWrite = () => (++calls === 2 ? fail() : Promise.resolve());
  await buffer.flush();
  expect(lastUses().flat()).toEqual(uses.slice(0, 150));
  await buffer.flush();
  expect(lastUses().flat()).toEqual(uses);
});

test("a later use that comes while an earlier one is being written is not lost", async () => {
  const gate = Promise.withResolvers<void>();
  onWrite = () => gate.promise;
  buffer.record(use("t", 1));
  const flushing = buffer.flush();
  await Promise.resolve();
  buffer.record(use("t", 2));
  buffer.record(use("u", 2));
  gate.resolve();
  await flushing;
  expect(lastUses()).toEqual([[use("t", 1)]]);
  await buffer.flush();
  expect(lastUses().slice(1)).toEqual([[use("t", 2), use("u", 2)]]);
  expect(sumsOf("t").days).toEqual({ 0: 2 });
});

test("a use that comes while a write is failing is newer than what that write gives back", async () => {
  const gate = Promise.withResolvers<void>();
  onWrite = () => gate.promise;
  buffer.record(use("t", 5, "10.0.0.1"));
  const flushing = buffer.flush();
  await Promise.resolve();
  buffer.record(use("t", 5, "10.0.0.2"));
  gate.reject(new Error("disk full"));
  await flushing;
  onWrite = () => Promise.resolve();
  await buffer.flush();
  expect(lastUses()).toEqual([[use("t", 5, "10.0.0.2")]]);
  expect(sumsOf("t")).toEqual({ days: { 0: 2 }, addresses: { "10.0.0.1": 1, "10.0.0.2": 1 } });
});

test("writes never overlap, so that an earlier one cannot end after a later one", async () => {
  let open = 0;
  let most = 0;
  onWrite = async () => {
    most = Math.max(most, ++open);
    await Promise.resolve();
    open--;
  };
  const flushes = Array.from({ length: 20 }, (_, n) => {
    buffer.record(use("t", n));
    return buffer.flush();
  });
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  await Promise.all(flushes);
  expect(most).toBe(1);
  expect(lastUses().at(-1)).toEqual([use("t", 19)]);
});

test("of a token's addresses no more are held than are kept, the most recent ones", async () => {
  for (let n = 0; n < 200; n++) buffer.record(use("t", n, `10.0.0.${n}`));
  buffer.record(use("t", 0, "10.0.0.199"));
  await buffer.flush();
  const { days, addresses } = sumsOf("t");
  expect(days).toEqual({ 0: 201 });
  expect(Object.keys(addresses)).toHaveLength(LIMITS.usageAddresses);
  expect(addresses).toMatchObject({ "10.0.0.150": 1, "10.0.0.199": 2 });
});

test("half of the room taken is written at once, and while that fails only the timer tries again", async () => {
  onWrite = fail;
  for (let n = 0; n <= ROOM / 4; n++) buffer.record(use(`t${n}`, n));
  await vi.advanceTimersByTimeAsync(0);
  expect(errors).toHaveLength(1);
  for (let n = 0; n < 100; n++) buffer.record(use(`more${n}`, n));
  await vi.advanceTimersByTimeAsync(0);
  expect(errors).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(errors).toHaveLength(2);
});

test("while writing fails, no more is held than there is room for, and what is held counts on", async () => {
  onWrite = fail;
  for (let n = 0; n < ROOM; n++) buffer.record(use(`t${n}`, n));
  buffer.record(use("t0", 7));
  buffer.record(use("t0", 8, "10.0.0.8"));
  await buffer.flush();
  onWrite = () => Promise.resolve();
  await buffer.flush();
  const entries = written.flat().reduce((sum, { days, addresses }) => sum + days.size + addresses.size, 0);
  expect(entries).toBe(ROOM);
  expect(sumsOf("t0")).toEqual({ days: { 0: 3 }, addresses: { "192.0.2.1": 2 } });
  expect(sumsOf(`t${ROOM - 1}`)).toEqual({ days: {}, addresses: {} });
  buffer.record(use("after", 1));
  await buffer.flush();
  expect(sumsOf("after").days).toEqual({ 0: 1 });
});

test("closing writes the rest, also of a flush that is still running, and ends the timer", async () => {
  const gate = Promise.withResolvers<void>();
  onWrite = () => gate.promise;
  buffer.record(use("t", 1));
  const flushing = buffer.flush();
  await Promise.resolve();
  buffer.record(use("t", 2));
  const closing = buffer.close();
  gate.resolve();
  await Promise.all([flushing, closing]);
  expect(lastUses()).toEqual([[use("t", 1)], [use("t", 2)]]);
  expect(vi.getTimerCount()).toBe(0);
});
