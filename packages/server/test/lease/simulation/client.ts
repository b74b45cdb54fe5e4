import { checkToken } from "./check.ts";
import { UNANSWERED } from "./database.ts";
import type { Operation } from "./history.ts";
import { LEASE_MS, MARGIN_MS } from "./plan.ts";
import type { Node, World } from "./world.ts";
import { happens } from "./world.ts";

/** How often somebody asks again whose change was not answered, and how much longer than promised a change may take. */
const ATTEMPTS = 3;
const SLOWEST_STEP_MS = 50;

/** Whoever changes one token, one change after the other. */
export interface Client {
  token: string;
  isRevoked: boolean;
  isBusy: boolean;
}

/** Revokes the token, or restores it, and asks again where no answer comes. */
export async function changeToken(world: World, client: Client): Promise<void> {
  if (client.isBusy) return;
  client.isBusy = true;
  const isRevoking = !client.isRevoked || !happens(world.draw, world.plan.restores);
  client.isRevoked = isRevoking;
  let isAnswered = false;
  for (let attempt = 0; attempt < ATTEMPTS && !isAnswered; attempt++) {
    isAnswered = await attemptOnce(world, client, { isRevoking, isRetry: attempt > 0 });
  }
  client.isBusy = false;
}

/** At once, and at some moments soon after. */
function checkEverywhere(world: World, token: string): void {
  const check = (node: Node) => void checkToken(world, node, token);
  for (const node of world.nodes) {
    check(node);
    world.timeline.after(world.draw(400), () => check(node));
  }
}

/**
 * Answers whether an answer came before the client lost patience. Each attempt is an operation of its own: one that
 * nobody waits for any more may yet be carried out, long after the next was answered.
 */
async function attemptOnce(
  world: World,
  { token }: Client,
  { isRevoking, isRetry }: { isRevoking: boolean; isRetry: boolean },
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const kind = isRevoking ? "narrow" : "widen";
  const operation: Operation = { token, kind, invokedAt: world.tick(), returnedAt: Infinity };
  world.record.operations.push(operation);
  const onAnswer = () => {
    operation.returnedAt = world.tick();
    world.note(`${kind} ${token} returns (${operation.invokedAt}–${operation.returnedAt})`);
    if (isRevoking) checkEverywhere(world, token);
    resolve(true);
  };
  const isPatient = world.isCalm || world.draw(2) === 0;
  const patienceMs = isPatient ? LEASE_MS * 3 : LEASE_MS / 3 + world.draw(LEASE_MS * 2);
  world.timeline.after(patienceMs, () => resolve(false));
  const replica = world.anyReplica();
  replica?.process.post(0, () => {
    carryOut(world, replica, { token, isRevoking, isRetry }).then(onAnswer, () => resolve(false));
  });
  return promise;
}

/** What a replica does: commits, and waits for the verifiers where rights are narrowed. */
async function carryOut(
  world: World,
  { process, revoker }: Node,
  { token, isRevoking, isRetry }: { token: string; isRevoking: boolean; isRetry: boolean },
): Promise<void> {
  const { database, network, shortcuts } = world;
  const revision = await network.ask(process, () => {
    const at = world.anyPrimary();
    if (shortcuts.retryWithoutWaiting && isRetry && isRevoking && database.isRevoked(at, token)) return 0;
    const committed = database.change(at, token, isRevoking);
    if (committed === UNANSWERED) return committed;
    world.note(`${process.name} commits ${committed}: ${isRevoking ? "revokes" : "restores"} ${token}`);
    world.hintChange();
    world.onChanged(process);
    return committed;
  });
  if (!isRevoking || !revoker || revision === 0) return;
  const beganAt = world.timeline.now;
  const lostMs = process.lostMs;
  await revoker.settle({ revision, projectIds: new Set() });
  const tookMs = world.timeline.now - beganAt - (process.lostMs - lostMs);
  const mostMs = (LEASE_MS + MARGIN_MS) / process.rate + SLOWEST_STEP_MS;
  if (tookMs > mostMs) world.record.faults.push(`The change ${revision} took ${tookMs} ms to settle`);
}
