import { setTimeout as delay } from "node:timers/promises";
import type { Verifier, VerifierOptions } from "@tokenhouse/sdk";
import { createVerifier } from "@tokenhouse/sdk";
import { instant } from "./instant.ts";

/** What a process that protects some API is told first. */
export interface SdkOrder {
  url: string;
  token: string;
  name: string;
  /** For so long it checks without a pause, as one that has much to do. */
  turnMs: number;
  timeoutMs: number;
}

/** Which tokens it is to check from now on, and which no longer. */
export type SdkTask = { watch: [n: number, value: string][] } | { forget: number[] } | "stop";

/** What it has seen since it last told: checks from memory of one turn that say the same are told once, by the last. */
export interface SdkSight {
  checks: [n: number, isAccepted: boolean, beganAt: number, endedAt: number][];
  unavailable: number;
}

const CHECKS_A_ROUND = 8;
const PAUSE_MS = 80;
/** Questions to the server under way at once, of which a turn begins one: what is refused is asked each time. */
const MOST_UNDER_WAY = 4;
const START_AGAIN_MS = 100;

const watched = new Map<number, string>();
let sight: SdkSight = { checks: [], unavailable: 0 };
let isOver = false;

async function run({ turnMs, ...order }: SdkOrder): Promise<void> {
  const verifier = await start(order);
  process.on("message", take);
  process.send?.("ready");
  const underWay = new Set<Promise<void>>();
  const isRunning = () => !isOver;
  while (isRunning()) {
    takeTurn(verifier, turnMs, underWay);
    if (sight.checks.length > 50) tell();
    await delay(PAUSE_MS);
  }
  await Promise.all(underWay);
  tell();
  await verifier.close();
  process.disconnect();
}

/** As an API's process is started again where its server is too busy for it. */
async function start(order: VerifierOptions): Promise<Verifier> {
  for (;;) {
    const verifier = await createVerifier(order).catch(() => delay(START_AGAIN_MS));
    if (verifier) return verifier;
  }
}

function take(task: SdkTask): void {
  if (task === "stop") isOver = true;
  else if ("watch" in task) for (const [n, value] of task.watch) watched.set(n, value);
  else for (const n of task.forget) watched.delete(n);
}

function tell(): void {
  process.send?.(sight);
  sight = { checks: [], unavailable: 0 };
}

function takeTurn(verifier: Verifier, turnMs: number, underWay: Set<Promise<void>>): void {
  const known = [...watched];
  const last = new Map<string, SdkSight["checks"][number]>();
  const endsAt = instant() + turnMs;
  let mayAsk = underWay.size < MOST_UNDER_WAY;
  do {
    for (let n = 0; n < CHECKS_A_ROUND && known.length > 0; n++) {
      const [token = 0, value = ""] = known[Math.floor(Math.random() * known.length)] ?? [];
      const beganAt = instant();
      const held = verifier.peek(value);
      if (held) last.set(`${token} ${held.valid}`, [token, held.valid, beganAt, instant()]);
      else if (mayAsk) {
        mayAsk = false;
        const asked = ask(verifier, token, value);
        underWay.add(asked);
        void asked.then(() => underWay.delete(asked));
      }
    }
  } while (instant() < endsAt);
  sight.checks.push(...last.values());
}

async function ask(verifier: Verifier, token: number, value: string): Promise<void> {
  const beganAt = instant();
  try {
    const { valid } = await verifier.verify(value);
    sight.checks.push([token, valid, beganAt, instant()]);
  } catch {
    sight.unavailable++;
  }
}

process.once("message", (order) => void run(order as SdkOrder));
process.once("disconnect", () => process.exit());
