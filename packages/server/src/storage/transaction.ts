import { CompiledQuery } from "kysely";
import { withoutSync } from "./dialect.ts";
import { ConnectionLostError } from "./postgres.ts";
import type { Db, Trx } from "./open.ts";

/** The connection was lost during the commit: what was written may be there, or may yet come. */
export class CommitInDoubtError extends ConnectionLostError {}

/** Runs work in one transaction. A failure has left nothing, unless it is a {@link CommitInDoubtError}. */
export async function inTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  let isCommitting = false;
  try {
    return await db.transaction().execute(async (trx) => {
      const result = await work(trx);
      isCommitting = true;
      return result;
    });
  } catch (error) {
    throw isCommitting && error instanceof ConnectionLostError ? new CommitInDoubtError(error) : error;
  }
}

/** The same for what nobody was told of as done: see {@link withoutSync}. */
export function inFleetingTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  return withoutSync(db, (connection) => inTransaction(connection, work));
}

/**
 * Waits until no change is under way, in whichever process, and lets none begin before the transaction ends. Answers the
 * revision.
 */
export async function holdChanges(trx: Trx): Promise<number> {
  const { rows } = await trx.executeQuery<{ n: number }>(HOLD);
  return rows[0]?.n ?? 0;
}

const HOLD = CompiledQuery.raw("update revision set n = n returning n");
