import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "../../../sdk/src/verifier/environment.ts";
import { machine } from "../../../sdk/src/verifier/environment.ts";
import { openVerifier } from "../../../sdk/src/verifier/open-verifier.ts";
import type { Server } from "../../../sdk/src/verifier/server.ts";
import { reachServer } from "../../../sdk/src/verifier/server.ts";
import type { Verifier } from "../../../sdk/src/verifier/verifier.ts";

/** A mistake that the harness must find: the lease's clock moves by a timer, or fills forget at which revision they were true. */
export type Fault = "timer" | "fill";

/** What a process that protects some API is told. */
export interface VerifierOrder {
  url: string;
  token: string;
  name: string;
  values: string[];
  /** Fewer than are checked let memory be filled all the time. */
  maxTokens: number;
  /** So many checks one after the other, before anything else of the process has its turn. */
  checksATurn: number;
  fault?: Fault;
}

/** Which values are being checked: those around the one that is revoked now. */
export interface Pointer {
  at: number;
}

/** Stands still for so long in the midst of its checks, as for a collection of garbage or another process. */
export interface Stall {
  stallMs: number;
}

/** Times are in ns of the machine's monotonic clock; 0 = never. */
export interface Sight {
  /** When the last accepted check of each value began, and when the first refused one ended. */
  accepted: number[];
  refused: number[];
  checks: number;
  /** Checks without a verdict: the server could not be asked. */
  failed: number;
}

const AROUND = 40;
/** Questions to the server under way at once; what memory cannot answer beyond that is not asked. */
const MOST_UNDER_WAY = 4;

/** Leaves the machine to the others, too. */
const PAUSE_MS = 2;

/** Checks values around the pointer as fast as it can, until it is asked what it saw. */
async function run(order: VerifierOrder): Promise<void> {
  const verifier = await open(order);
  const never = order.values.map(() => 0);
  const sight: Sight = { accepted: never, refused: [...never], checks: 0, failed: 0 };
  let pointer = 0;
  let stallMs = 0;
  let isOver = false;
  process.on("message", (message: Pointer | Stall | "stop") => {
    if (message === "stop") isOver = true;
    else if ("at" in message) pointer = message.at;
    else ({ stallMs } = message);
  });
  process.send?.("ready");
  const under = new Set<Promise<void>>();
  const isRunning = () => !isOver;
  while (isRunning()) {
    for (let n = 0; n < order.checksATurn; n++) {
      if (stallMs > 0) stallMs = standStill(stallMs);
      const which = pointer - AROUND + Math.floor(Math.random() * 2 * AROUND);
      const value = order.values[which];
      if (value === undefined) continue;
      const asked = checkOnce(verifier, sight, { which, value, mayAsk: under.size < MOST_UNDER_WAY });
      if (asked) {
        under.add(asked);
        void asked.then(() => under.delete(asked));
      }
    }
    await delay(PAUSE_MS);
  }
  await Promise.all(under);
  process.send?.(sight);
  await verifier.close();
  process.disconnect();
}

/** Nothing of the process has its turn meanwhile. */
function standStill(ms: number): 0 {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return 0;
}

function checkOnce(
  verifier: Verifier,
  sight: Sight,
  { which, value, mayAsk }: { which: number; value: string; mayAsk: boolean },
): Promise<void> | undefined {
  const began = Number(process.hrtime.bigint());
  const note = (isValid: boolean) => {
    if (isValid) sight.accepted[which] = Math.max(sight.accepted[which] ?? 0, began);
    else sight.refused[which] ||= Number(process.hrtime.bigint());
  };
  sight.checks++;
  const held = verifier.peek(value);
  if (held) {
    note(held.valid);
    return undefined;
  }
  if (!mayAsk) return undefined;
  return verifier.verify(value).then(
    ({ valid }) => note(valid),
    () => {
      sight.failed++;
    },
  );
}

function open({ url, token, name, maxTokens, fault }: VerifierOrder): Promise<Verifier> {
  const server = reachServer({ url, token, timeoutMs: 5000 });
  return openVerifier({
    server: { ...server, fill: slowFill(server, fault) },
    environment: fault === "timer" ? timerClocks() : machine,
    name,
    mode: "memory",
    maxTokens,
    timeoutMs: 5000,
    ownToken: token,
  });
}

/** Some answers take their time, as on any network: what they tell may be over when they arrive. */
function slowFill(server: Server, fault: Fault | undefined): Server["fill"] {
  return async (...asked) => {
    const answer = await server.fill(...asked);
    if (Math.random() < 0.5) await delay(Math.random() * 60);
    if (fault !== "fill") return answer;
    return { ...answer, verdict: { ...answer.verdict, revision: Number.MAX_SAFE_INTEGER } };
  };
}

/** Clocks that stand still while their process does not get to its timers. */
function timerClocks(): Environment {
  let [monotonicMs, nowMs] = [machine.monotonicMs(), machine.nowMs()];
  setInterval(() => {
    [monotonicMs, nowMs] = [machine.monotonicMs(), machine.nowMs()];
  }, 20).unref();
  return { ...machine, monotonicMs: () => monotonicMs, nowMs: () => nowMs };
}

process.once("message", (order) => void run(order as VerifierOrder));
