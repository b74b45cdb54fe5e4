import { setTimeout as delay } from "node:timers/promises";
import type { Subject } from "./book.ts";
import { call } from "./call.ts";
import { instant } from "./instant.ts";
import type { Replica } from "./replica.ts";
import type { World } from "./world.ts";

const CHECKS_AT_ONCE = 2;
const PAUSE_MS = 25;

/** Has every server check the tokens that are watched, until the answer is called. */
export function startChecks(world: World): () => Promise<void> {
  let isOver = false;
  const isRunning = () => !isOver;
  const run = async (replica: Replica) => {
    while (isRunning()) {
      const subject = [...world.watched][Math.floor(Math.random() * world.watched.size)];
      if (subject) await check(world, replica, subject);
      await delay(PAUSE_MS);
    }
  };
  const running = world.replicas.flatMap((replica) =>
    Array.from({ length: CHECKS_AT_ONCE }, () => run(replica)),
  );
  return async () => {
    isOver = true;
    await Promise.all(running);
  };
}

/** One check at one server. Where it does not know its asker, it refuses the owner's token. */
export async function check(
  { book, owner, leaseMs }: World,
  { name, url }: Replica,
  { n, value }: Subject,
): Promise<boolean> {
  const authorization = `Bearer ${owner.value}`;
  const request = { method: "POST", path: "/v1/verify", authorization, body: { token: value } };
  const beganAt = instant();
  const answer = await call(url, request, 1.5 * leaseMs);
  const interval = { by: name, beganAt, endedAt: instant() };
  if (answer?.status === 401) book.note(owner.n, { outcome: "refused", ...interval });
  const hasVerdict = answer?.status === 200;
  const isAccepted = hasVerdict && (answer.body as { valid: boolean }).valid;
  const verdict = isAccepted ? "accepted" : "refused";
  book.note(n, { outcome: hasVerdict ? verdict : "unavailable", ...interval });
  return hasVerdict;
}
