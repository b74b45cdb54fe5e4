import type { Db, Trx } from "./open.ts";
import { currentRevision } from "./open.ts";
import { prepared } from "./prepared.ts";

/**
 * Whose rights a change may have narrowed or widened: one value's (`ref` is its digest in hex), a holder's or a
 * whole project's (`ref` is the id).
 */
export interface Change {
  projectId: string;
  kind: "token" | "holder" | "project";
  ref: string;
}

/** So many revisions back a verifier can catch up; one that missed more begins anew. */
const CAUGHT_UP = 10_000;
/** More, as others may prune between the two statements that read the news. */
export const REVISIONS_KEPT = 2 * CAUGHT_UP;

/** More than so many changes at once are told as «everything». */
const MOST_NEWS = 1000;

/** By their `ref`. */
const ofTransaction = new WeakMap<Trx, Map<string, Change>>();

/** What the functions of storage have logged since this was asked last in a transaction. */
export function takeChanges(trx: Trx): readonly Change[] {
  const changes = ofTransaction.get(trx)?.values() ?? [];
  ofTransaction.delete(trx);
  return [...changes];
}

/** Logs changes of rights under the transaction's revision. Called where the rights are written, so that none is forgotten. */
export async function logChanges(trx: Trx, changes: readonly Change[]): Promise<void> {
  const logged = ofTransaction.get(trx) ?? new Map<string, Change>();
  ofTransaction.set(trx, logged);
  for (const change of changes) {
    if (logged.has(change.ref)) continue;
    logged.set(change.ref, change);
    await insertChange(trx, change);
  }
}

const insertChange = prepared<Change, unknown>((db, value) =>
  db
    .insertInto("change_log")
    .columns(["revision", "project_id", "kind", "ref"])
    .expression(
      db
        .selectFrom("revision")
        .select(["n", value("projectId").as("project_id"), value("kind").as("kind"), value("ref").as("ref")]),
    )
    .compile(),
);

/** Logs that something about a value changed. */
export function logValueChange(projectId: string, trx: Trx, digest: Uint8Array): Promise<void> {
  return logChanges(trx, [{ projectId, kind: "token", ref: Buffer.from(digest).toString("hex") }]);
}

/** Logs that something about a token changed: every value it has or had. */
export async function logTokenChange(projectId: string, trx: Trx, tokenId: string): Promise<void> {
  const versions = await selectDigests(trx, { projectId, tokenId });
  await logChanges(
    trx,
    versions.map(({ digest }) => ({ projectId, kind: "token", ref: Buffer.from(digest).toString("hex") })),
  );
}

const selectDigests = prepared<{ projectId: string; tokenId: string }, { digest: Uint8Array }>((db, value) =>
  db
    .selectFrom("token_versions as v")
    .innerJoin("tokens as t", "t.id", "v.token_id")
    .select("v.digest")
    .where("t.project_id", "=", value("projectId"))
    .where("v.token_id", "=", value("tokenId"))
    .compile(),
);

/** What verifiers have to forget since a revision, and the revision they then stand at. */
export interface News {
  revision: number;
  /** Null = too much, or longer ago than the log reaches back: forget everything. */
  changes: readonly Change[] | null;
}

/** The news of one project, or of all. */
export async function readNews(projectId: string | undefined, db: Db, since: number): Promise<News> {
  // Read first: what is logged in between is told with this revision, and told again with its own.
  const revision = await currentRevision(db);
  if (since === revision) return { revision, changes: [] };
  if (since > revision || since < revision - CAUGHT_UP) return { revision, changes: null };
  const changes = await db
    .selectFrom("change_log")
    .select(["project_id as projectId", "kind", "ref"])
    .$if(projectId !== undefined, (query) => query.where("project_id", "=", projectId ?? ""))
    .where("revision", ">", since)
    .orderBy("revision")
    .limit(MOST_NEWS + 1)
    .execute();
  return { revision, changes: changes.length > MOST_NEWS ? null : changes };
}
