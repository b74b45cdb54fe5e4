import { originOf } from "../seal/checkpoint.ts";
import type { Head } from "../seal/checkpoint.ts";
import { listUnsealedLogs, listUnwitnessedHeads, markWitnessed, sealLog } from "../storage/audit-tree.ts";
import type { Db } from "../storage/open.ts";
import type { Repeated, RepeatOptions } from "./repeat.ts";
import { repeat } from "./repeat.ts";

/** Seals what has happened in every log. Any number of servers may. */
export function keepSealing(db: Db, options: RepeatOptions): Repeated {
  return repeat(async (signal) => {
    for (const logId of await listUnsealedLogs(db)) {
      await sealLog(logId, db, signal);
    }
  }, options);
}

/** Tells a witness each log's newest head that it does not know; perhaps twice, if two servers do it at once. */
export function keepWitnessed(
  db: Db,
  { tell, ...options }: RepeatOptions & { tell: (head: Head) => Promise<void> },
): Repeated {
  return repeat(async () => {
    for (const { logId, size, rootHash } of await listUnwitnessedHeads(db)) {
      await tell({ origin: originOf(logId), size, rootHash });
      await markWitnessed(logId, db, size);
    }
  }, options);
}
