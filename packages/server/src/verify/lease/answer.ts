import type { HeldLease } from "./holder.ts";

/** Where an answer comes from. */
export interface Source<T> {
  /** What memory says; undefined = it does not know. */
  recall: () => T | undefined;
  /** What the database says, and the revision of the snapshot that it says it of. */
  read: () => Promise<{ revision: number; answer: T }>;
  store: (answer: T, revision: number) => void;
  /** What whoever asks has applied, such as an SDK that was told of a change before this replica: less would be refused there. */
  atLeast?: number;
}

/** Each may meet a change. Who meets that many asks a deposed primary. */
const MOST_READS = 3;

/**
 * Answers under a lease in force, from memory or from the database: a deposed primary answers reads as well, so what is
 * freshly read needs the lease as much. Undefined = it cannot be known now, which is 503 and never a refusal.
 */
export async function answerUnderLease<T>(lease: HeldLease, source: Source<T>): Promise<T | undefined> {
  const { atLeast = 0 } = source;
  const held = lease.applied >= atLeast && lease.isInForce() ? source.recall() : undefined;
  if (held !== undefined) return held;
  for (let reads = 0; reads < MOST_READS && (await lease.ensure()); reads++) {
    const { revision, answer } = await source.read();
    if (!lease.admits(revision) || revision < atLeast) continue;
    source.store(answer, revision);
    if (lease.isInForce()) return answer;
  }
  return undefined;
}
