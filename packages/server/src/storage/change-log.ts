import { sql } from "kysely";
import type { Db, Trx } from "./open.ts";
import { currentRevision } from "./open.ts";

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
const REVISIONS_KEPT = 10_000;

/** More than so many changes at once are told as «everything». */
const MOST_NEWS = 1000;

const ofTransaction = new WeakMap<Trx, Change[]>();

/** What the functions of storage have logged since this was asked last in a transaction. */
export function takeChanges(trx: Trx): readonly Change[] {
  const changes = ofTransaction.get(trx) ?? [];
  ofTransaction.delete(trx);
  return changes;
}

/** Logs changes of rights under the transaction's revision. Called where the rights are written, so that none is forgotten. */
export async function logChanges(trx: Trx, changes: readonly Change[]): Promise<void> {
  const before = ofTransaction.get(trx) ?? [];
  const known = new Set(before.map(({ ref }) => ref));
  const added = changes.filter(({ ref }) => !known.has(ref));
  if (added.length === 0) return;
  ofTransaction.set(trx, [...before, ...added]);
  const rows = added.map(({ projectId, kind, ref }) => sql`(${projectId}, ${kind}, ${ref})`);
  await sql`
    with c(project_id, kind, ref) as (values ${sql.join(rows)})
    insert into change_log (revision, project_id, kind, ref)
    select r.n, c.project_id, c.kind, c.ref from c cross join revision as r`.execute(trx);
}

/** Logs that something about a value changed. */
export function logValueChange(projectId: string, trx: Trx, digest: Uint8Array): Promise<void> {
  return logChanges(trx, [{ projectId, kind: "token", ref: Buffer.from(digest).toString("hex") }]);
}

/** Logs that something about a token changed: every value it has or had. */
export async function logTokenChange(projectId: string, trx: Trx, tokenId: string): Promise<void> {
  const versions = await trx
    .selectFrom("token_versions as v")
    .innerJoin("tokens as t", "t.id", "v.token_id")
    .select("v.digest")
    .where("t.project_id", "=", projectId)
    .where("v.token_id", "=", tokenId)
    .execute();
  await logChanges(
    trx,
    versions.map(({ digest }) => ({ projectId, kind: "token", ref: Buffer.from(digest).toString("hex") })),
  );
}

/** What a project's verifiers have to forget since a revision, and the revision they then stand at. */
export interface News {
  revision: number;
  /** Null = too much, or longer ago than the log reaches back: forget everything. */
  changes: Omit<Change, "projectId">[] | null;
}

export async function readNews(projectId: string, db: Db, since: number): Promise<News> {
  // Read first: what is logged in between is told with this revision, and told again with its own.
  const revision = await currentRevision(db);
  if (since > revision || since < revision - REVISIONS_KEPT) return { revision, changes: null };
  const changes = await db
    .selectFrom("change_log")
    .select(["kind", "ref"])
    .where("project_id", "=", projectId)
    .where("revision", ">", since)
    .orderBy("revision")
    .limit(MOST_NEWS + 1)
    .execute();
  return { revision, changes: changes.length > MOST_NEWS ? null : changes };
}

/** Drops what lies too far back. */
export async function pruneChanges(trx: Trx, revision: number): Promise<void> {
  await trx
    .deleteFrom("change_log")
    .where("revision", "<", revision - REVISIONS_KEPT)
    .execute();
}
