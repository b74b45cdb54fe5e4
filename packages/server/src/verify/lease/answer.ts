import type { Source } from "../../core/standing.ts";
import type { HeldLease } from "./holder.ts";

/** Each may meet a change. Who meets that many asks a deposed primary. */
const MOST_READS = 3;

/**
 * Answers under a lease in force from the database: a deposed primary answers reads as well, so what is freshly read
 * needs the lease as much as what memory holds. Undefined = it cannot be known now, which is 503 and never a refusal.
 */
export async function answerUnderLease<T extends { revision: number }>(
  lease: HeldLease,
  { read, store, atLeast = 0 }: Source<T>,
): Promise<T | undefined> {
  for (let reads = 0; reads < MOST_READS && (await lease.ensure()); reads++) {
    const answer = await read();
    if (!lease.admits(answer.revision) || answer.revision < atLeast) continue;
    store(answer);
    if (lease.isInForce()) return answer;
  }
  return undefined;
}
