import { setTimeout as delay } from "node:timers/promises";
import type { Violation } from "./book.ts";
import type { Acknowledged, Candidate, ChangeKind } from "./changes.ts";
import { change, mint } from "./changes.ts";
import type { FaultKind } from "./faults.ts";
import { aim, drawn } from "./faults.ts";
import { instant } from "./instant.ts";
import { check, startChecks } from "./load.ts";
import type { World, WorldOptions } from "./world.ts";
import { forget, openWorld, watch } from "./world.ts";

export interface Plan extends WorldOptions {
  revokes: number;
  faults: readonly FaultKind[];
  /** Told what goes on. */
  say?: ((text: string) => void) | undefined;
}

/** A fault and when it was. */
export interface Befallen {
  kind: FaultKind;
  victim: string;
  beganAt: number;
  endedAt: number;
}

/** What a run showed. */
export interface Outcome {
  /** When the load began: an instant, as all others here. */
  beganAt: number;
  /** Changes that narrowed rights, in the order in which they were acknowledged. */
  acknowledged: Acknowledged[];
  befallen: Befallen[];
  checks: number;
  unavailable: number;
  violations: Violation[];
  leaseMs: number;
}

interface State {
  world: World;
  plan: Plan;
  acknowledged: Acknowledged[];
  /** Tokens that wait to be revoked, each with what is to become of it. */
  ready: [Candidate, ChangeKind][];
  /** Tokens whose rights have ended for good. */
  revoked: number;
  /** Tokens that are not to be checked much longer. */
  leaving: { candidate: Candidate; at: number }[];
}

const LANES = 8;
/** So many tokens are checked before their turn comes. */
const READY = 24;
/** One fault and the pause after it, in leases, on average. */
const LEASES_A_FAULT = 3.4;

/** Revokes tokens under load while one fault follows the other, and judges what all checks have said. */
export async function revokeUnderFire(plan: Plan): Promise<Outcome> {
  const world = await openWorld(plan);
  try {
    const state: State = { world, plan, acknowledged: [], ready: [], revoked: 0, leaving: [] };
    const beganAt = instant();
    const stopChecks = startChecks(world);
    const [befallen] = await Promise.all([
      befall(state),
      keepReady(state),
      ...Array.from({ length: LANES }, (_, lane) => revokeInLane(state, lane)),
    ]);
    plan.say?.("All receipts are there: the last checks");
    await delay(world.leaseMs);
    await stopChecks();
    for (const sdk of world.sdks) await sdk.stop();
    await checkAll(world);
    world.book.settle();
    const { checks, unavailable, violations } = world.book;
    return {
      beganAt,
      acknowledged: state.acknowledged,
      befallen,
      checks,
      unavailable,
      violations,
      leaseMs: world.leaseMs,
    };
  } finally {
    await world.stop();
  }
}

/** Keeps fresh tokens in store, and lets go of those that were revoked long ago. */
async function keepReady(state: State): Promise<void> {
  const { world, plan } = state;
  for (let minted = 0; state.revoked < plan.revokes;) {
    if (minted < plan.revokes && state.ready.length < READY) {
      const kind = drawKind(world);
      const candidate = await mint(world, kind === "service account switched off");
      watch(world, candidate);
      state.ready.push([candidate, kind]);
      minted++;
    } else await delay(10);
    letGo(state);
  }
}

function drawKind({ draw }: World): ChangeKind {
  const n = draw(100);
  if (n < 8) return "rotated";
  if (n < 14) return "service account switched off";
  return n < 24 ? "restored" : "revoked";
}

function letGo({ world, leaving }: State): void {
  const [first] = leaving;
  if (!first || instant() < first.at) return;
  leaving.shift();
  forget(world, first.candidate);
}

async function revokeInLane(state: State, lane: number): Promise<void> {
  const { world, plan } = state;
  const everyMs = (plan.faults.length * LEASES_A_FAULT * world.leaseMs) / plan.revokes;
  const startsAt = instant() + world.leaseMs;
  for (let turn = lane; turn < plan.revokes; turn += LANES) {
    await delay(Math.max(0, startsAt + turn * everyMs - instant()));
    const [candidate, kind] = await nextOf(state);
    await revoke(state, candidate, kind);
    state.revoked++;
    state.leaving.push({ candidate, at: instant() + 4 * world.leaseMs });
  }
}

async function nextOf({ ready }: State): Promise<[Candidate, ChangeKind]> {
  for (;;) {
    const next = ready.shift();
    if (next) return next;
    await delay(10);
  }
}

/** Ends a token's rights; one that is to be restored first loses them before, and has them for a while. */
async function revoke({ world, acknowledged }: State, candidate: Candidate, kind: ChangeKind): Promise<void> {
  const note = (done: Acknowledged | undefined) => {
    if (done) acknowledged.push(done);
  };
  if (kind !== "restored") return note(await change(world, candidate, kind));
  note(await change(world, candidate, "revoked"));
  await delay(world.leaseMs / 4);
  await change(world, candidate, "restored");
  await delay(world.leaseMs / 4);
  note(await change(world, candidate, "revoked"));
}

async function befall(state: State): Promise<Befallen[]> {
  const { world, plan } = state;
  const { draw, leaseMs } = world;
  const befallen: Befallen[] = [];
  await delay(leaseMs);
  for (const kind of plan.faults) {
    const ms = leaseMs * (plan.mistake ? 2 + draw(50) / 100 : 0.1 + draw(290) / 100);
    const { victim, strike } = aim(kind, world, { draw, ms, leaseMs });
    const beganAt = instant();
    await strike();
    plan.say?.(
      `${state.acknowledged.length} receipts; ${kind} (${victim}) for ${Math.round(instant() - beganAt)} ms`,
    );
    befallen.push({ kind, victim, beganAt, endedAt: instant() });
    await delay(leaseMs * (1.3 + draw(100) / 100));
  }
  return befallen;
}

/** What became of each token in the end, by whichever server. */
async function checkAll(world: World): Promise<void> {
  for (const subject of world.book.subjects()) {
    while (!(await check(world, drawn(world.replicas, world.draw), subject))) await delay(10);
  }
}
