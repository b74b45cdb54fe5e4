import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { inChange } from "../../../src/storage/change.ts";
import { openDatabase } from "../../../src/storage/open.ts";
import { CommitInDoubtError } from "../../../src/storage/transaction.ts";
import type { Cluster, Fault } from "./cluster.ts";
import { startCluster } from "./cluster.ts";
import type { Outcome } from "./failovers.ts";
import { failOver } from "./failovers.ts";
import type { ServingOutcome } from "./serving.ts";
import { failOverServing } from "./serving.ts";
import { query } from "./writers.ts";

/** `FAILOVERS=20` lets more primaries fail. */
const FAILOVERS = Number(process.env["FAILOVERS"] ?? 2);
const FAULTS: Fault[] = ["killed", "orphaned", "frozen"];
const faults = Array.from({ length: FAILOVERS }, (_, n) => FAULTS[n % FAULTS.length] ?? "killed");

const ALWAYS_WRITES = "update token set revoked = true, writes = writes + 1 where id = $1";
const WRITES_ONCE = `${ALWAYS_WRITES} and not revoked`;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());
beforeEach(() => cluster.heal());

const CANCEL = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'";

/** Why writers do not believe it. */
test("a commit that is cancelled while it waits for its standby is answered as done, with a warning and no error", async () => {
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  onTestFinished(() => client.end());
  const warnings: (string | undefined)[] = [];
  client.on("notice", ({ severity, message }) => warnings.push(`${severity}: ${message}`));
  await cluster.stallReplication();
  const answer = client.query("create table cancelled ()");
  await expect.poll(() => query(cluster.url, CANCEL)).toEqual([{ pg_cancel_backend: true }]);
  expect((await answer).command).toBe("CREATE");
  expect(warnings).toEqual(["WARNING: canceling wait for synchronous replication due to user request"]);
});

test("a change whose commit is cancelled in that wait is in doubt", async () => {
  const db = await openDatabase(cluster.url);
  onTestFinished(() => db.destroy());
  await inChange(db, () => Promise.resolve());
  await cluster.stallReplication();
  const change = inChange(db, () => Promise.resolve()).catch((error: unknown) => error);
  await expect.poll(() => query(cluster.url, CANCEL)).toEqual([{ pg_cancel_backend: true }]);
  expect(await change).toBeInstanceOf(CommitInDoubtError);
});

test(
  "no acknowledged revocation is lost by a failover, if each try writes",
  async () => {
    const outcome = await failOver(cluster, { faults, statement: ALWAYS_WRITES });
    expect(outcome.violations).toBe(0);
    expect(outcome.acknowledged).toBeGreaterThan(FAILOVERS * 100);
    expect(outcome.unknown).toBeGreaterThan(FAILOVERS);
    process.stdout.write(`${told(outcome)}\n`);
  },
  60_000 + FAILOVERS * 60_000,
);

/** What the run showed beyond what it must. */
function told({ acknowledged, unknown, outagesMs }: Outcome): string {
  return `${outagesMs.length} failovers: ${spread(outagesMs)}; ${acknowledged} revocations acknowledged, ${unknown} tries without an answer`;
}

function spread(outagesMs: readonly number[]): string {
  const sorted = outagesMs.toSorted((a, b) => a - b).map((ms) => `${(ms / 1000).toFixed(1)} s`);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  return `no write for ${median} (median), ${sorted.at(-1)} at most`;
}

test(
  "servers on a cluster lose nothing that they acknowledged when its primary fails, and accept nothing after its receipt",
  async () => {
    const outcome = await failOverServing(cluster, faults);
    process.stdout.write(`${toldOfServing(outcome)}\n`);
    expect(outcome.violations).toBe(0);
    expect(outcome.revoked).toBeGreaterThanOrEqual(FAILOVERS * 20);
    expect(outcome.unknown).toBeGreaterThan(0);
  },
  60_000 + FAILOVERS * 60_000,
);

function toldOfServing({ outagesMs, created, revoked, unknown, checks }: ServingOutcome): string {
  return `${outagesMs.length} failovers under servers: ${spread(outagesMs)}; ${created} tokens created, ${revoked} revoked, ${unknown} tries without an answer, ${checks} checks`;
}

describe("the same run finds the revocations that are lost", () => {
  test("where a retry that has nothing to write counts as done", async () => {
    const outcome = await failOver(cluster, { faults: ["killed"], statement: WRITES_ONCE });
    expect(outcome.violations).toBeGreaterThan(0);
  });

  test("where commits wait for no standby", async () => {
    await becomeAsynchronous();
    const outcome = await failOver(cluster, { faults: ["killed"], statement: ALWAYS_WRITES });
    expect(outcome.violations).toBeGreaterThan(0);
  });

  test("where servers' commits wait for no standby", async () => {
    await becomeAsynchronous();
    const outcome = await failOverServing(cluster, ["killed"]);
    expect(outcome.violations).toBeGreaterThan(0);
  });

  async function becomeAsynchronous(): Promise<void> {
    await cluster.replicate("asynchronous");
    const awaited = () => query(cluster.url, "show synchronous_standby_names");
    await expect.poll(awaited).toEqual([{ synchronous_standby_names: "" }]);
  }
});
