import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Use } from "../src/storage/tokens.ts";
import type { UsageBuffer } from "../src/verify/usage-buffer.ts";
import { createUsageBuffer } from "../src/verify/usage-buffer.ts";

const EVERY_MS = 5000;
let written: (readonly Use[])[];
let errors: unknown[];
/** What writing does besides being noted: some tests make it fail, or wait. */
let onWrite: () => Promise<void>;
let buffer: UsageBuffer;

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  errors = [];
  onWrite = () => Promise.resolve();
  buffer = createUsageBuffer({
    everyMs: EVERY_MS,
    onError: (error) => errors.push(error),
    async write(uses) {
      await onWrite();
      written.push(uses);
    },
  });
});

afterEach(async () => {
  onWrite = () => Promise.resolve();
  await buffer.close();
  vi.useRealTimers();
});

const use = (tokenId: string, atMs: number, ip: string | null = "192.0.2.1"): Use => ({ tokenId, atMs, ip });

test("a use is held in memory until the time has come, and then all are written in one go", async () => {
  for (let n = 0; n < 100; n++) buffer.record(use(`t${n}`, n));
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(written).toEqual([Array.from({ length: 100 }, (_, n) => use(`t${n}`, n))]);
});

test("of one token the latest use is written, once, whatever the order of arrival", async () => {
  for (const atMs of [3, 9, 1, 9, 4]) buffer.record(use("t", atMs, `10.0.0.${atMs}`));
  await buffer.flush();
  expect(written).toEqual([[use("t", 9, "10.0.0.9")]]);
});

test("of two uses at the same instant the one that came last is written", async () => {
  buffer.record(use("t", 9, "10.0.0.1"));
  buffer.record(use("t", 9, "10.0.0.2"));
  await buffer.flush();
  expect(written).toEqual([[use("t", 9, "10.0.0.2")]]);
});

test("what was written is not written again, and nothing held means no write", async () => {
  buffer.record(use("t", 1));
  await buffer.flush();
  await buffer.flush();
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(written).toEqual([[use("t", 1)]]);
});

test("many uses are written in batches of a bounded size, each use in exactly one", async () => {
  const uses = Array.from({ length: 1201 }, (_, n) => use(`t${n}`, n));
  for (const one of uses) buffer.record(one);
  await buffer.flush();
  expect(written.map((batch) => batch.length)).toEqual([500, 500, 201]);
  expect(written.flat()).toEqual(uses);
});

test("a write that fails is told of, and the next flush writes its uses", async () => {
  buffer.record(use("a", 1));
  onWrite = () => Promise.reject(new Error("disk full"));
  await buffer.flush();
  expect(errors).toEqual([new Error("disk full")]);
  buffer.record(use("b", 2));
  onWrite = () => Promise.resolve();
  await buffer.flush();
  expect(written).toEqual([[use("a", 1), use("b", 2)]]);
});

test("when one batch of several fails, those before it are done and the others wait", async () => {
  const uses = Array.from({ length: 1000 }, (_, n) => use(`t${n}`, n));
  for (const one of uses) buffer.record(one);
  let calls = 0;
  onWrite = () => (++calls === 2 ? Promise.reject(new Error("busy")) : Promise.resolve());
  await buffer.flush();
  expect(written.flat()).toEqual(uses.slice(0, 500));
  await buffer.flush();
  expect(written.flat()).toEqual(uses);
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
  expect(written).toEqual([[use("t", 1)]]);
  await buffer.flush();
  expect(written.slice(1)).toEqual([[use("t", 2), use("u", 2)]]);
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
  expect(written.at(-1)).toEqual([use("t", 19)]);
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
  expect(written).toEqual([[use("t", 1)], [use("t", 2)]]);
  expect(vi.getTimerCount()).toBe(0);
});
