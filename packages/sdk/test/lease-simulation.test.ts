import { expect, it } from "vitest";
import type { Environment } from "../src/verifier/environment.ts";
import { openVerifier } from "../src/verifier/open-verifier.ts";
import type { Server } from "../src/verifier/server.ts";
import type { Verifier } from "../src/verifier/open-verifier.ts";
import { connect, createSimulatedServer, LEASE_MS } from "./simulated-server.ts";
import type { Process, World } from "./simulated-world.ts";
import { createProcess, createWorld } from "./simulated-world.ts";
import { freshToken } from "./stand-in.ts";

interface Setting {
  world: World;
  process: Process;
  server: Server;
  environment: Environment;
}

/** One way to get it wrong: what the verifier is given in place of the right clocks or messages. */
type Fault = (setting: Setting) => Partial<Setting>;

interface Wrong {
  fault?: Fault;
  /** How slow the verifier's clock may be. */
  rate?: number;
  forgetsTheRenewed?: boolean;
}

interface Outcome {
  /** Checks begun after the receipt of a revoke, and accepted all the same. */
  violations: number;
  fromMemory: number;
  receipts: number;
  registrations: number;
}

const TOKENS = 6;
const END_MS = 6000;

/** A verifier in a world of delays, losses, stops and clocks that are set, while its tokens are revoked. */
async function simulate(
  seed: number,
  { fault = () => ({}), rate = 0.99, ...wrong }: Wrong = {},
): Promise<Outcome> {
  const world = createWorld(seed);
  const process = createProcess(world, world.between(rate, 1));
  const values = Array.from({ length: TOKENS }, freshToken);
  const simulated = createSimulatedServer(world, { values, ...wrong });
  const right: Setting = {
    world,
    process,
    server: connect(world, process, simulated),
    environment: environmentOf(world, process),
  };
  const setting = { ...right, ...fault(right) };
  const outcome: Outcome = { violations: 0, fromMemory: 0, receipts: 0, registrations: 0 };
  const receiptAt = new Map<string, number>();
  let verifier: Verifier | undefined;

  const open = (): void => {
    openVerifier({ ...setting, name: "api", mode: "memory", maxTokens: 100, timeoutMs: 400, ownToken: "" }).then(
      (opened) => (verifier = opened),
      () => world.after(50, () => process.deliver(open)),
    ); // prettier-ignore
  };

  async function revoke(value: string): Promise<void> {
    await simulated.revoke(value);
    outcome.receipts++;
    receiptAt.set(value, world.now());
  }

  function judge(value: string, began: number, isAccepted: boolean): void {
    if (isAccepted && began > (receiptAt.get(value) ?? Infinity)) outcome.violations++;
  }

  function check(value: string): void {
    const began = world.now();
    const known = verifier?.peek(value);
    if (known?.valid) outcome.fromMemory++;
    if (known) return judge(value, began, known.valid);
    verifier?.verify(value).then(
      ({ valid }) => judge(value, began, valid),
      () => undefined,
    );
  }

  for (const value of values) {
    // The requests that wait for a stopped process are the first that it handles: they come before its timers.
    for (let at = world.between(0, 30); at < END_MS; at += world.between(2, 60)) {
      world.at(at, () => (process.isStopped() ? world.at(process.stoppedUntil(), () => check(value)) : check(value)));
    } // prettier-ignore
    world.at(world.between(500, END_MS - 2500), () => {
      void revoke(value);
    });
  }
  for (let at = world.between(0, 1500); at < END_MS; at += world.between(500, 2500)) {
    world.at(at, () => process.stop(world.between(20, 2 * LEASE_MS)));
  }
  if (world.chance(0.3))
    world.at(world.between(500, END_MS), () => process.stepTime(world.between(-5000, 5000)));
  open();
  await world.runUntil(END_MS);
  const closing = verifier?.close();
  await world.runUntil(END_MS + 2000);
  await closing;
  return { ...outcome, registrations: simulated.registrations() };
}

function environmentOf(world: World, process: Process): Environment {
  return {
    monotonicMs: process.monotonicMs,
    nowMs: process.nowMs,
    random: world.random,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve());
        world.after(ms, () => process.deliver(resolve));
      }),
  };
}

async function simulateAll(seeds: number, wrong?: Wrong): Promise<Outcome> {
  const sum: Outcome = { violations: 0, fromMemory: 0, receipts: 0, registrations: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await simulate(seed, wrong);
    for (const name of Object.keys(sum) as (keyof Outcome)[]) sum[name] += outcome[name];
  }
  return sum;
}

const SEEDS = 60;

it("no check that begins after a receipt is accepted, whatever is late, lost, stopped or set", async () => {
  const { violations, fromMemory, receipts, registrations } = await simulateAll(2 * SEEDS);
  expect(violations).toBe(0);
  expect(receipts).toBe(2 * SEEDS * TOKENS);
  expect(fromMemory).toBeGreaterThan(10_000);
  // Some were fenced and came back.
  expect(registrations).toBeGreaterThan(2.5 * SEEDS);
});

/** The lease ends when a timer says so, and so not while the process is busy or stopped. */
function evictingByTimer({ world, process, environment }: Setting): Partial<Setting> {
  let [monotonicMs, nowMs] = [environment.monotonicMs(), environment.nowMs()];
  const tick = () => {
    [monotonicMs, nowMs] = [environment.monotonicMs(), environment.nowMs()];
    world.after(5, () => process.deliver(tick));
  };
  tick();
  return { environment: { ...environment, monotonicMs: () => monotonicMs, nowMs: () => nowMs } };
}

/** The lease counts from when the answer came, not from before the request was sent. */
function countingFromTheReply({ environment, server }: Setting): Partial<Setting> {
  let shiftMs = 0;
  return {
    environment: {
      ...environment,
      monotonicMs: () => environment.monotonicMs() - shiftMs,
      nowMs: () => environment.nowMs() - shiftMs,
    },
    server: {
      ...server,
      async renew(registration, applied, options) {
        const sentAt = environment.monotonicMs();
        const news = await server.renew(registration, applied, options);
        shiftMs += environment.monotonicMs() - sentAt;
        return news;
      },
    },
  };
}

/** A fill is held whatever was applied since it was read. */
function fillingWithoutGuard({ server }: Setting): Partial<Setting> {
  return {
    server: {
      ...server,
      async fill(id, digest, question) {
        const { verdict, grant } = await server.fill(id, digest, question);
        return { grant, verdict: { ...verdict, revision: Number.MAX_SAFE_INTEGER } };
      },
    },
  };
}

/** What changed is confirmed, and held all the same. */
function confirmingWithoutApplying({ server }: Setting): Partial<Setting> {
  return {
    server: {
      ...server,
      async renew(registration, applied, options) {
        return { ...(await server.renew(registration, applied, options)), changes: [] };
      },
    },
  };
}

it.each([
  ["ends its lease by a timer", evictingByTimer],
  ["counts its lease from the reply", countingFromTheReply],
  ["fills without looking at the revision", fillingWithoutGuard],
  ["confirms without applying", confirmingWithoutApplying],
] as const)("the same harness convicts a verifier that %s", async (_, fault) => {
  expect((await simulateAll(SEEDS, { fault })).violations).toBeGreaterThan(0);
});

it("the same harness convicts a clock that loses more than the margin", async () => {
  expect((await simulateAll(SEEDS, { rate: 0.6 })).violations).toBeGreaterThan(0);
});

it("the same harness convicts a server that forgets a verifier which has renewed since the change", async () => {
  const { violations } = await simulateAll(2 * SEEDS, { forgetsTheRenewed: true });
  expect(violations).toBeGreaterThan(0);
});
