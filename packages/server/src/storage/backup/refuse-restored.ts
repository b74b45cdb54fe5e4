import { findReplayed, isUndecided, readPast } from "../histories.ts";
import type { Db } from "../open.ts";
import type { JournalSpan } from "./read-journal.ts";

/** The database is one of before: served as it is, it would accept what has been revoked since. */
export class RestoredError extends Error {
  constructor(reason: string, journal = "FILE") {
    super(
      `${reason}: decide with «tokenhouse restore», by --journal ${journal} (ends what the journal names), --revoke-all (ends every token) or --accept (what was revoked since works again)`,
    );
    this.name = "RestoredError";
  }
}

/**
 * Throws {@link RestoredError} for a database that was restored without a decision about the revocations since, and for
 * one that lacks what this server's journal has, whoever restored it.
 */
export async function refuseRestored(
  db: Db,
  journal?: { file: string; span: () => JournalSpan },
): Promise<void> {
  if (await isUndecided(db)) {
    throw new RestoredError(
      "The database was restored from a backup that may lack revocations",
      journal?.file,
    );
  }
  if (!journal) return;
  const { id, lastRevision } = journal.span();
  const has = await readPast(db);
  if (has(lastRevision) || lastRevision <= (await findReplayed(db, id))) return;
  throw new RestoredError(
    `The database is older than its revocation journal, which goes up to revision ${lastRevision}`,
    journal.file,
  );
}
