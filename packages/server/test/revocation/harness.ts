import { setTimeout as delay } from "node:timers/promises";
import type { Change, Check } from "../chaos/history.ts";
import { judge } from "../chaos/history.ts";
import type { Fault, Sight } from "./verifier-process.ts";
import type { VerifierProcess } from "./verifier-processes.ts";
import { startVerifier } from "./verifier-processes.ts";
import type { RevocationWorld } from "./world.ts";

/** What a run found. */
export interface Outcome {
  revokes: number;
  checks: number;
  /** Checks that were accepted although they began after the receipt, or refused although nobody had revoked yet. */
  violations: number;
  /** How long each receipt took, in ms. */
  receiptMs: number[];
  fenced: number;
}

export interface Run {
  processes: number;
  /** Revocations under way at once. */
  lanes: number;
  fault?: Fault;
  /** Tokens each process holds at most, and checks one after the other. */
  maxTokens?: number;
  checksATurn?: number;
  /** Lets each process in turn stand still for longer than its lease, so often in the run. */
  stalls?: number;
}

const LONGER_THAN_A_LEASE_MS = 2000;

/**
 * Revokes every token of a world while other processes check those around it, and judges each token's history: one
 * monotonic clock for all of them, the machine's.
 */
export async function revokeUnderLoad(world: RevocationWorld, run: Run): Promise<Outcome> {
  const verifiers = await Promise.all(
    Array.from({ length: run.processes }, (_, n) => start(world, `api ${n + 1}`, run)),
  );
  const changes: Change[] = [];
  const outcome: Outcome = { revokes: 0, checks: 0, violations: 0, receiptMs: [], fenced: 0 };
  let next = 0;
  const lanes = Array.from({ length: run.lanes }, async () => {
    for (let at = next++; at < world.tokens.length; at = next++) {
      if (at % 10 === 0) for (const verifier of verifiers) verifier.point({ at });
      const fenced = await revoke(world, { at, changes, outcome });
      outcome.fenced += fenced;
    }
  });
  const nemesis = stallInTurn(verifiers, run.stalls ?? 0);
  await Promise.all([...lanes, nemesis]);
  // Whoever still holds something would accept it now.
  for (const verifier of verifiers) verifier.point({ at: world.tokens.length - 1 });
  await delay(200);
  const sights: Sight[] = [];
  for (const verifier of verifiers) {
    const sight = await verifier.finish();
    if (sight) sights.push(sight);
    outcome.checks += sight?.checks ?? 0;
  }
  for (const [at, change] of changes.entries()) {
    const checks = sights.flatMap((sight) => checksOf(sight, at));
    outcome.violations += judge({ changes: [change], checks }).wrong.length;
  }
  return outcome;
}

/** The two of a value's checks that tell most. */
function checksOf({ accepted, refused }: Sight, at: number): Check[] {
  const [last = 0, first = 0] = [accepted[at], refused[at]];
  return [
    ...(last > 0 ? [{ outcome: "accepted" as const, beganAt: last, endedAt: last }] : []),
    ...(first > 0 ? [{ outcome: "refused" as const, beganAt: first, endedAt: first }] : []),
  ];
}

function start(
  { team, bearer, tokens }: RevocationWorld,
  name: string,
  { fault, maxTokens = 70, checksATurn = 100 }: Run,
): Promise<VerifierProcess> {
  const values = tokens.map(({ value }) => value);
  const order = { url: team.url, token: bearer, name, values, maxTokens, checksATurn };
  return startVerifier({ ...order, ...(fault && { fault }) });
}

async function revoke(
  { team, tokens }: RevocationWorld,
  { at, changes, outcome }: { at: number; changes: Change[]; outcome: Outcome },
): Promise<number> {
  const beganAt = now();
  const { status, body } = await team.call("revokeToken", team.owner.session, { id: tokens[at]?.id ?? "" });
  if (status !== 200 || body.receipt.confirmed !== true)
    throw new Error(`token ${at} was not revoked: ${status}`);
  const endedAt = now();
  changes[at] = { kind: "narrowing", outcome: "acknowledged", beganAt, endedAt };
  outcome.receiptMs.push((endedAt - beganAt) / 1e6);
  outcome.revokes++;
  return Number(body.receipt.fenced.length);
}

function now(): number {
  return Number(process.hrtime.bigint());
}

async function stallInTurn(verifiers: VerifierProcess[], stalls: number): Promise<void> {
  for (let n = 0; n < stalls; n++) {
    const verifier = verifiers[n % verifiers.length];
    await delay(300);
    verifier?.stall({ stallMs: LONGER_THAN_A_LEASE_MS });
    await delay(LONGER_THAN_A_LEASE_MS);
  }
}
