import { drawFrom } from "../../storage/schedule.ts";
import { checkToken } from "./check.ts";
import { changeToken } from "./client.ts";
import { planFaults } from "./faults.ts";
import { findBroken } from "./history.ts";
import { NO_FAULTS, drawPlan, LEASE_MS, MARGIN_MS, STORMY_MS } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { planChanges, startChecking } from "./workload.ts";
import type { Code, Record, Shortcuts, World } from "./world.ts";
import { createWorld } from "./world.ts";

/** One run: what a seed leaves open. */
export interface Run {
  seed: number;
  code: Code;
  shortcuts?: Shortcuts;
  /** Instead of what the seed would draw. */
  plan?: Partial<Plan>;
  trace?: string[];
}

export interface Result extends Record {
  /** The first check that broke the promise, in words. */
  broken: string | undefined;
}

/** One run from its seed: the same each time. */
export async function simulate({ seed, code, shortcuts = {}, plan, trace }: Run): Promise<Result> {
  const draw = drawFrom(seed);
  const world = createWorld({ plan: { ...drawPlan(draw), ...plan }, code, shortcuts }, draw, trace);
  startAll(world);
  for (const client of world.clients) planChanges(world, client);
  planFaults(world);
  await world.timeline.runUntil(STORMY_MS);
  await calmDown(world);
  const { record } = world;
  return { ...record, broken: describeBroken(record) };
}

function startAll(world: World): void {
  const { replicas, sdks } = world.plan;
  for (let n = 1; n <= replicas; n++) startChecking(world, `replica ${n}`, "replica");
  for (let n = 1; n <= sdks; n++) startChecking(world, `sdk ${n}`, "sdk");
}

/** No more faults: every verifier serves again, and a change reaches all of them. */
async function calmDown(world: World): Promise<void> {
  const { timeline, record } = world;
  world.note("all is well from now on");
  Object.assign(world.plan, NO_FAULTS);
  world.isCalm = true;
  world.network.weather = NO_FAULTS.weather;
  for (const { process } of world.nodes) process.cut = { outUntil: 0, backUntil: 0 };
  const goOnAt = Math.max(timeline.now, ...world.nodes.map(({ process }) => process.busyUntil));
  await timeline.runUntil(goOnAt + LEASE_MS + MARGIN_MS);
  await expectEverywhere(world, true);
  await expectTruth(world);
  const client = { token: "last", isRevoked: false, isBusy: false };
  void changeToken(world, client);
  await timeline.runUntil(timeline.now + LEASE_MS * 1.1);
  if (client.isBusy) record.faults.push("The last change was not answered");
  await expectEverywhere(world, false);
}

async function expectEverywhere(world: World, isGood: boolean): Promise<void> {
  const { timeline, record, nodes } = world;
  const open = new Set(nodes);
  for (const node of nodes) {
    void checkToken(world, node, "last").then((answer) => answer === isGood && open.delete(node));
  }
  await timeline.runUntil(timeline.now + 1000);
  for (const { process } of open) record.faults.push(`${process.name} does not serve any more`);
}

/** Once nothing changes any more, nobody says what is not so: what was read in a history that is gone must not stay. */
async function expectTruth(world: World): Promise<void> {
  const { timeline, record, nodes, clients, database } = world;
  const revision = () => database.readRows(database.primary).revision;
  const before = revision();
  await timeline.runUntil(timeline.now + LEASE_MS + MARGIN_MS);
  const wrong: string[] = [];
  for (const { token } of clients) {
    const isGood = !database.isRevoked(database.primary, token);
    for (const node of nodes) {
      void checkToken(world, node, token).then(
        (answer) => answer === !isGood && wrong.push(`${node.process.name} says of ${token} what is not so`),
      );
    }
  }
  await timeline.runUntil(timeline.now + 1000);
  if (revision() === before) record.faults.push(...wrong);
}

function describeBroken({ accepted, operations }: Record): string | undefined {
  for (const check of accepted) {
    const change = findBroken(check, operations);
    if (!change) continue;
    return `${check.by} accepted ${check.token} in check ${check.beganAt}–${check.endedAt}, although the change ${change.invokedAt}–${change.returnedAt} had returned`;
  }
  return undefined;
}
