import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { databases } from "./databases.ts";
import type { Sight } from "./race-history.ts";
import { faultsOf } from "./race-history.ts";
import type { RaceOrder } from "./race-process.ts";
import { createRacer, historyOf, makePrize } from "./racers.ts";
import { NOON, openStore } from "./store.ts";

const SEED = Number(process.env["RACES_SEED"] ?? randomInt(2 ** 28));
const MOVES_PER_PROCESS = 600;
const PRIZES = 60;

describe.each(databases)("on $name, two processes that race", ({ create, findDamage }) => {
  test("end in the state that the log's order says, with an audit row for every success (C-2, C-25)", async () => {
    const database = await create();
    const store = await openStore(database);
    onTestFinished(store.close);
    const { db, projectId, person } = store;
    const referee = await createRacer(db, { projectId, person, clock: { nowMs: NOON } });
    const prizes = await Promise.all(Array.from({ length: PRIZES }, () => makePrize(referee)));
    const order = { url: database.url, projectId, person, prizes, moves: MOVES_PER_PROCESS, nowMs: NOON };
    const racing = await Promise.all([0, 1].map((n) => startRacing({ ...order, seed: SEED + n })));
    const seen = await Promise.all(racing.map((finish) => finish()));

    for (const [n, prize] of prizes.entries()) {
      const sights = seen.flatMap((sights) => sights[n] ?? []);
      const history = await historyOf(referee, prize, sights);
      expect(faultsOf(history), `once more with RACES_SEED=${SEED}`).toEqual([]);
    }
    const answers = seen.flat().flatMap((sight) => sight.answers);
    const done = answers.filter(({ outcome }) => outcome === "done");
    const events = db.selectFrom("audit_events").select("event").where("project_id", "=", projectId);
    expect((await events.execute()).length).toBe(done.length + PRIZES);
    expect(new Set(done.map(({ event }) => event)).size).toBe(3);
    expect(await findDamage(db)).toEqual([]);
  }, 120_000);
});

/** Starts a process and waits until it stands at the line; what is returned fires the shot and answers what it saw. */
async function startRacing(order: RaceOrder): Promise<() => Promise<Sight[]>> {
  const child = fork(new URL("race-process.ts", import.meta.url), {
    execArgv: ["--conditions=tokenhouse-source"],
  });
  child.send(order);
  expect(await answerOf(child)).toBe("ready");
  return async () => {
    child.send("go");
    return (await answerOf(child)) as Sight[];
  };
}

/** The next message; a process that ends without one fails the test. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The racing process ended with ${code}`);
  });
  const [answer] = (await Promise.race([once(child, "message"), ended])) as unknown[];
  return answer;
}
