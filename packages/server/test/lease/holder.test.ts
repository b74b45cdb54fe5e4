import { expect, test } from "vitest";
import { openHeldLease } from "../../src/verify/lease/holder.ts";
import type { LeaseSession } from "../../src/verify/lease/session.ts";
import { drawFrom } from "../storage/schedule.ts";
import { createProcess } from "./simulation/process.ts";
import { createTimeline } from "./simulation/timeline.ts";

const LEASE_MS = 10_000;

/** A database that grants everything. */
const willing: LeaseSession = {
  register: () => Promise.resolve(),
  extend: () => Promise.resolve(true),
  readNews: () => Promise.resolve({ revision: 1, changes: [] }),
  confirm: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  discard: () => undefined,
};

/** A lease that is held in virtual time. */
async function hold() {
  const draw = drawFrom(1);
  const timeline = createTimeline(draw);
  const process = createProcess({ timeline, draw }, { name: "replica", rate: 1 });
  const lease = openHeldLease({
    leaseMs: LEASE_MS,
    marginMs: 200,
    machine: process.machine,
    name: "replica",
    newId: () => "replica",
    openSession: () => Promise.resolve(willing),
    forget: () => undefined,
    onFailure: () => undefined,
  });
  const pass = async (instant: number) => {
    // Promises are kept after an event.
    timeline.at(instant, () => undefined);
    await timeline.runUntil(instant);
  };
  await pass(100);
  expect(lease.isInForce()).toBe(true);
  expect(lease.doubtedAt).toBe(-Infinity);
  return { pass, process, lease };
}

test.each([
  ["was suspended", 300],
  ["stood still with its clocks going on", 0],
])(
  "a machine that %s for less than its lease: its lease is given up, and that told, only where its clocks disagree",
  async (_, suspendedMs) => {
    const { pass, process, lease } = await hold();
    if (suspendedMs > 0) process.suspend(suspendedMs);
    else process.stall(300);
    await pass(500);
    expect(lease.isInForce()).toBe(suspendedMs === 0);
    expect(lease.doubtedAt).toBe(suspendedMs === 0 ? -Infinity : process.machine.now());
    await pass(1000);
    expect(lease.isInForce()).toBe(true);
  },
);
