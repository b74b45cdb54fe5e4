import { originOf } from "../seal/checkpoint.ts";
import type { Head } from "../seal/checkpoint.ts";
import {
  hashSpan,
  listUnsealedLogs,
  listUnwitnessedLogs,
  markWitnessed,
  sealLog,
} from "../storage/audit-tree.ts";
import type { Db } from "../storage/open.ts";
import type { Repeated, RepeatOptions } from "./repeat.ts";
import { repeat } from "./repeat.ts";

/** Seals what has happened in every log; one that is damaged holds up no other. Any number of servers may. */
export function keepSealing(db: Db, options: RepeatOptions): Repeated {
  return repeat(async (signal) => {
    for (const logId of await listUnsealedLogs(db)) {
      await sealLog(logId, db, signal).catch(options.onError);
    }
  }, options);
}

/** Tells a witness each log's newest head that it does not know; perhaps twice, if two servers do it at once. */
export function keepWitnessed(
  db: Db,
  { tell, ...options }: RepeatOptions & { tell: (head: Head) => Promise<void> },
): Repeated {
  return repeat(async () => {
    for (const log of await listUnwitnessedLogs(db)) await tellHead(log).catch(options.onError);
  }, options);

  async function tellHead({ logId, size }: { logId: string; size: number }): Promise<void> {
    await tell({ origin: originOf(logId), size, rootHash: await hashSpan(logId, db, [0, size]) });
    await markWitnessed(logId, db, size);
  }
}
