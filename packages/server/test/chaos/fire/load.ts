import { setTimeout as delay } from "node:timers/promises";
import type { Subject } from "./book.ts";
import { call } from "./call.ts";
import { instant } from "./instant.ts";
import type { Replica } from "./replica.ts";
import type { World } from "./world.ts";

/** With what it loads it shares two processors: more often, and receipts mostly wait for one of these. */
const EVERY_MS = 100;
/** A server that is cut off answers what it holds, and lets whoever asks for anything else wait. */
const MOST_UNDER_WAY = 64;

/** Has every server check the tokens that are watched, until the answer is called. */
export function startChecks(world: World): () => Promise<void> {
  let isOver = false;
  const isRunning = () => !isOver;
  const run = async (replica: Replica) => {
    const underWay = new Set<Promise<unknown>>();
    while (isRunning()) {
      const subject = [...world.watched][Math.floor(Math.random() * world.watched.size)];
      if (subject && underWay.size < MOST_UNDER_WAY) {
        const asked = check(world, replica, subject);
        underWay.add(asked);
        void asked.then(() => underWay.delete(asked));
      }
      await delay(EVERY_MS);
    }
    await Promise.all(underWay);
  };
  const running = world.replicas.map(run);
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
