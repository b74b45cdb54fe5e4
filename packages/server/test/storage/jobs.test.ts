import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../src/jobs/jobs.ts";
import { JOBS } from "../../src/jobs/jobs.ts";
import type { Repeated } from "../../src/jobs/repeat.ts";
import { runJobs } from "../../src/jobs/run-jobs.ts";
import { isShareable } from "../../src/storage/dialect.ts";
import type { Db } from "../../src/storage/open.ts";
import { openDatabase } from "../../src/storage/open.ts";
import type { TestDatabase } from "./databases.ts";
import { databases } from "./databases.ts";

const HOUR_MS = 3_600_000;

describe.each(databases)("background work on $name", ({ create }) => {
  let database: TestDatabase;
  let dbs: Db[];
  let running: Repeated[];
  let faults: [job: string | undefined, error: unknown][];

  beforeEach(async () => {
    database = await create();
    dbs = [
      await openDatabase(database.url),
      await openDatabase(database.url),
      await openDatabase(database.url),
    ];
    [running, faults] = [[], []];
  });
  afterEach(async () => {
    for (const jobs of running) await jobs.close();
    for (const db of dbs) await db.destroy();
    await database.remove();
  });

  /** Starts as many servers, which look what is due once. */
  function start(jobs: readonly Job[], servers = dbs.length): void {
    for (const db of dbs.slice(0, servers)) {
      const onError = (error: unknown, job?: string) => void faults.push([job, error]);
      running.push(runJobs(db, { jobs, everyMs: HOUR_MS, onError }));
    }
  }
  /** Lets whatever they do come to its end. */
  async function stop(): Promise<void> {
    for (const jobs of running.splice(0)) await jobs.close();
  }
  const named = (name: string, work: Job["work"] = () => Promise.resolve()): Job => ({
    name,
    everyMs: HOUR_MS,
    work,
  });
  const counted = (counts: Map<string, number>, name: string) =>
    named(name, async () => void counts.set(name, (counts.get(name) ?? 0) + 1));
  const letPass = (ms: number) =>
    dbs[0]?.updateTable("jobs").set((eb) => ({ due_at: eb("due_at", "-", ms) })).execute(); // prettier-ignore

  /** Lets each server look once what is due, all at the same time. */
  async function lookAtOnce(jobs: readonly Job[]): Promise<void> {
    const looks = dbs.map(async (db) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = named(`end ${randomUUID()}`, async () => resolve());
      const looking = runJobs(db, {
        jobs: [...jobs, end],
        everyMs: HOUR_MS,
        onError: (error, job) => void faults.push([job, error]),
      });
      await promise;
      await looking.close();
    });
    await Promise.all(looks);
  }

  it("is done by one of several servers in each period, and again in the next", async () => {
    const counts = new Map<string, number>();
    const jobs = Array.from({ length: 5 }, (_, n) => counted(counts, `job ${n}`));
    for (let period = 1; period <= 4; period++) {
      for (let look = 0; look < 3; look++) {
        await lookAtOnce(jobs);
        expect([...counts.values()]).toEqual([period, period, period, period, period]);
      }
      await letPass(HOUR_MS);
    }
    expect(faults).toEqual([]);
  });

  it("is told the time of the database", async () => {
    const told: number[] = [];
    const before = Date.now();
    start([named("clock", async (_, { nowMs }) => void told.push(nowMs))]);
    await expect.poll(() => told.length).toBe(1);
    expect(told[0]).toBeGreaterThanOrEqual(before - 1);
    expect(told[0]).toBeLessThanOrEqual(Date.now() + 1);
  });

  it("that a killed server has left half done is done in the next period by another", async () => {
    const done: string[] = [];
    const half = Promise.withResolvers<undefined>();
    start([named("long", () => half.promise)], 1);
    await expect.poll(() => dbs[0]?.selectFrom("jobs").selectAll().execute()).toHaveLength(1);
    const other = dbs[1];
    if (!other) throw new Error("There are three");
    const again = named("long", async () => void done.push("by another"));
    running.push(runJobs(other, { jobs: [again], everyMs: HOUR_MS, onError: () => undefined }));
    await running.pop()?.close();
    expect(done).toEqual([]);
    await letPass(HOUR_MS);
    running.push(runJobs(other, { jobs: [again], everyMs: HOUR_MS, onError: () => undefined }));
    await expect.poll(() => done).toEqual(["by another"]);
    half.resolve(undefined);
  });

  it("that fails is told by its name, and keeps nobody from theirs", async () => {
    const counts = new Map<string, number>();
    const fault = new Error("no");
    start([named("broken", () => Promise.reject(fault)), counted(counts, "whole")], 1);
    await expect.poll(() => counts.get("whole")).toBe(1);
    expect(faults).toEqual([["broken", fault]]);
  });

  it("is due again within a period where the database's clock was set back", async () => {
    const counts = new Map<string, number>();
    start([counted(counts, "a")], 1);
    await expect.poll(() => counts.get("a")).toBe(1);
    await stop();
    await letPass(-24 * HOUR_MS);
    start([counted(counts, "a")], 1);
    await expect.poll(() => counts.get("a")).toBe(2);
  });

  it("stops between two steps when the server does, and begins nothing more", async () => {
    const steps: string[] = [];
    const endless = named("endless", async (db, { signal }) => {
      while (!signal.aborted) {
        await sql`select 1`.execute(db);
        await nextTurn();
        steps.push("step");
      }
    });
    start([endless, named("next", async () => void steps.push("next"))], 1);
    await expect.poll(() => steps.length).toBeGreaterThan(3);
    await stop();
    expect(new Set(steps)).toEqual(new Set(["step"]));
  });

  it("forgets thousands of rows in steps of a few hundred, and waits for none that somebody holds", async () => {
    const [db, holder] = dbs;
    if (!db || !holder) throw new Error("There are three");
    const over = { tries: 1, forgotten_at: 1, free_at: 1 };
    const rows = Array.from({ length: 2_300 }, () => ({ ...over, key: Buffer.from(randomUUID()) }));
    for (let at = 0; at < rows.length; at += 100)
      await db
        .insertInto("sign_in_tries")
        .values(rows.slice(at, at + 100))
        .execute();
    const held = rows[7]?.key ?? Buffer.of();
    const left = () => db.selectFrom("sign_in_tries").selectAll().execute();
    const forget = async (isHeld: boolean) => {
      start(
        JOBS.filter(({ name }) => name === "forget sign_in_tries"),
        1,
      );
      await expect.poll(left).toHaveLength(isHeld ? 1 : 0);
      await stop();
      await letPass(HOUR_MS);
    };
    // One process alone holds nothing against itself.
    if (isShareable(database.url)) {
      await holder.transaction().execute(async (trx) => {
        await trx.updateTable("sign_in_tries").set({ tries: 2 }).where("key", "=", held).execute();
        await forget(true);
      });
    }
    await forget(false);
    expect(faults).toEqual([]);
  });
});
