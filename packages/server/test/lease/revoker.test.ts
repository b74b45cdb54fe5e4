import { expect, test } from "vitest";
import type { VerifierRow } from "../../src/verify/lease/rows.ts";
import { createRevoker } from "../../src/verify/lease/revoker.ts";
import { drawFrom } from "../storage/schedule.ts";
import { createProcess } from "./simulation/process.ts";
import { createTimeline } from "./simulation/timeline.ts";

const LEASE_MS = 10_000;
const MARGIN_MS = 200;
const CHANGE = { revision: 7, projectIds: new Set(["p1"]) };

/** A revoker over rows that a test moves, in virtual time. */
function openBench(rows: VerifierRow[]) {
  const draw = drawFrom(1);
  const timeline = createTimeline(draw);
  const { machine } = createProcess({ timeline, draw }, { name: "replica", rate: 1 });
  const bench = { timeline, rows, reads: 0, isReadable: true, fenced: [] as string[] };
  const revoker = createRevoker({
    leaseMs: LEASE_MS,
    marginMs: MARGIN_MS,
    machine,
    pollMs: 10,
    rows: {
      async read() {
        bench.reads++;
        if (!bench.isReadable) throw new Error("The database is away");
        return { revision: 7, rows: bench.rows.map((row) => ({ ...row })) };
      },
      async fence({ id, generation }) {
        const row = bench.rows.find((row) => row.id === id && row.generation === generation);
        if (row) bench.rows = bench.rows.filter((other) => other !== row);
        bench.fenced.push(`${id} at ${Math.round(timeline.now / 100) * 100} ms`);
      },
    },
  });
  return { ...bench, bench, revoker };
}

const rowOf = (id: string, more: Partial<VerifierRow> = {}): VerifierRow => ({
  id,
  name: `name of ${id}`,
  projectId: "p1",
  leaseMs: LEASE_MS,
  generation: 3,
  applied: 0,
  ...more,
});

test("a change settles as soon as every row that it concerns has confirmed it", async () => {
  const { revoker, timeline, rows } = openBench([
    rowOf("a", { applied: 7 }),
    rowOf("b"),
    rowOf("c", { projectId: "another" }),
  ]);
  const settled = revoker.settle(CHANGE);
  timeline.at(500, () => Object.assign(rows[1] ?? {}, { applied: 8 }));
  await timeline.runUntil(600);
  expect(await settled).toEqual({
    verifiers: [
      { id: "a", name: "name of a", confirmedAt: expect.any(Number) },
      { id: "b", name: "name of b", confirmedAt: expect.any(Number) },
    ],
    fenced: [],
  });
});

test("who renewed without confirming is waited for until the lease is over, and is named without a time", async () => {
  const { revoker, timeline, rows, bench } = openBench([rowOf("a")]);
  const settled = revoker.settle(CHANGE);
  timeline.at(500, () => Object.assign(rows[0] ?? {}, { generation: 4 }));
  let isSettled = false;
  void settled.then(() => (isSettled = true));
  await timeline.runUntil(LEASE_MS + MARGIN_MS - 10);
  expect(isSettled).toBe(false);
  await timeline.runUntil(LEASE_MS * 3);
  expect(await settled).toEqual({
    verifiers: [{ id: "a", name: "name of a", confirmedAt: null }],
    fenced: [],
  });
  expect(bench.fenced).toEqual([]);
});

test("who is silent is fenced a lease after its generation was first seen, not after the commit", async () => {
  const { revoker, timeline, bench } = openBench([rowOf("a")]);
  bench.isReadable = false;
  const settled = revoker.settle(CHANGE);
  // It may have renewed until here, unseen: that lease runs until 14 s at the latest.
  timeline.at(4000, () => (bench.isReadable = true));
  await timeline.runUntil(LEASE_MS + MARGIN_MS + 50);
  expect((await settled).fenced).toEqual(["name of a"]);
  expect(bench.fenced).toEqual([]);
  await timeline.runUntil(30_000);
  expect(bench.fenced).toEqual(["a at 14200 ms"]);
});

test("who was not heard for a whole lease is shut out though nobody waits, and who was is not", async () => {
  const { revoker, timeline, rows, bench } = openBench([rowOf("a"), rowOf("b")]);
  await sweptAt(0);
  timeline.at(LEASE_MS - 100, () => Object.assign(rows[1] ?? {}, { generation: 4 }));
  await sweptAt(LEASE_MS);
  expect(bench.fenced).toEqual([]);
  await sweptAt(LEASE_MS + MARGIN_MS + 2000);
  expect(bench.fenced).toEqual([expect.stringMatching(/^a at/)]);

  async function sweptAt(ms: number): Promise<void> {
    await timeline.runUntil(ms);
    const swept = revoker.sweep();
    await timeline.runUntil(ms + 50);
    await swept;
  }
});

test("who has been silent for a while is waited for only until the lease that was seen then is over", async () => {
  const { revoker, timeline, bench } = openBench([rowOf("a")]);
  await revoker.sweep();
  await timeline.runUntil(LEASE_MS / 2);
  const settled = revoker.settle(CHANGE);
  let isSettled = false;
  void settled.then(() => (isSettled = true));
  await timeline.runUntil(LEASE_MS + MARGIN_MS - 10);
  expect(isSettled).toBe(false);
  await timeline.runUntil(LEASE_MS + MARGIN_MS + 50);
  expect((await settled).fenced).toEqual(["name of a"]);
  expect(bench.fenced).toEqual(["a at 10200 ms"]);
});

test("who was told a longer lease is waited for as long", async () => {
  const { revoker, timeline, bench } = openBench([rowOf("a", { leaseMs: 2 * LEASE_MS })]);
  const settled = revoker.settle(CHANGE);
  let isSettled = false;
  void settled.then(() => (isSettled = true));
  await timeline.runUntil(2 * (LEASE_MS + MARGIN_MS) - 10);
  expect(isSettled).toBe(false);
  await timeline.runUntil(2 * (LEASE_MS + MARGIN_MS) + 200);
  expect((await settled).fenced).toEqual(["name of a"]);
  await timeline.runUntil(30_000);
  expect(bench.fenced).toEqual([expect.stringMatching(/^a at 2[01]\d00 ms$/)]);
});

test("while the rows cannot be read a change settles after the lease and the margin, and names nobody", async () => {
  const { revoker, timeline, bench } = openBench([rowOf("a")]);
  bench.isReadable = false;
  const settled = revoker.settle(CHANGE);
  await timeline.runUntil(LEASE_MS + MARGIN_MS + 50);
  expect(await settled).toEqual({ verifiers: [], fenced: [] });
});

test("all changes share one poll, which ends with the last of them", async () => {
  const { revoker, timeline, rows, bench } = openBench([rowOf("a")]);
  const settled = Array.from({ length: 20 }, () => revoker.settle(CHANGE));
  await timeline.runUntil(1000);
  expect(bench.reads).toBeLessThan(150);
  Object.assign(rows[0] ?? {}, { applied: 7 });
  await timeline.runUntil(1100);
  await Promise.all(settled);
  const { reads } = bench;
  await timeline.runUntil(5000);
  expect(bench.reads).toBe(reads);
});
