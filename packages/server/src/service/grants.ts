import { LIMITS } from "../core/limits.ts";
import type { TokenRecord } from "../core/verdict.ts";
import { faultOf } from "../core/verdict.ts";
import type { Change } from "../storage/change-log.ts";
import { readNews } from "../storage/change-log.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";
import type { StoredValue } from "../storage/token-records.ts";
import { findValues, listValues } from "../storage/token-records.ts";

/** As the wire has it: the digest of a value, and what {@link grantOf} tells of it. */
export type Grant = ReturnType<typeof grantOf> & { digest: string };

/** What a verifier may hold of a value that is good in itself, all but the digest. */
export function grantOf({ token, validUntilMs, project, holder: { role } }: TokenRecord) {
  const { id, kind, name, scopes, expiresAtMs, holder, ipAllowList, rateLimit } = token;
  return {
    token: { id, kind, name, scopes: [...scopes], expiresAt: instantOf(expiresAtMs) },
    validUntil: instantOf(validUntilMs),
    holder,
    project: { id: project.id, slug: project.slug },
    role,
    ipAllowList: [...ipAllowList],
    rateLimit,
  };
}

function instantOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function grantsOf(values: readonly StoredValue[], nowMs: number): Grant[] {
  return values
    .filter(({ record }) => faultOf(record, nowMs) === undefined)
    .map(({ digest, record }) => Object.assign(grantOf(record), { digest }));
}

/** What a verifier may hold of the value with this digest, if it is one of the project's and good. */
export async function findGrant(
  db: Db,
  { digest, projectId, nowMs }: { digest: string; projectId: string; nowMs: number },
): Promise<Grant | null> {
  const values = await findValues(projectId, db, { digests: [digest], holders: [], limit: 1 });
  return grantsOf(values, nowMs)[0] ?? null;
}

/** What a mirror holds, in the order of the digests. */
export async function listGrants(
  db: Db,
  { projectId, nowMs, ...page }: { projectId: string; after: string; limit: number; nowMs: number },
): Promise<{ items: Grant[]; nextCursor: string | null; revision: number }> {
  const { values, revision = await currentRevision(db) } = await listValues(projectId, db, page);
  const nextCursor = values.length < page.limit ? null : (values.at(-1)?.digest ?? null);
  return { items: grantsOf(values, nowMs), nextCursor, revision };
}

/** What a verifier has to forget since a revision and, for a mirror, what has come instead. */
export async function readChanges(
  db: Db,
  { projectId, since, mirror, nowMs }: { projectId: string; since: number; mirror: boolean; nowMs: number },
): Promise<{ revision: number; changes: Omit<Change, "projectId">[] | null; grants: Grant[] }> {
  const news = await readNews(projectId, db, since);
  if (!mirror || !news.changes) return { ...news, grants: [] };
  const refsOf = (kind: Change["kind"]) =>
    (news.changes ?? []).filter((c) => c.kind === kind).map((c) => c.ref);
  const asked = { digests: refsOf("token"), holders: refsOf("holder"), limit: LIMITS.grantsPage + 1 };
  const values = await findValues(projectId, db, asked);
  // So much is loaded page by page.
  if (values.length > LIMITS.grantsPage) return { revision: news.revision, changes: null, grants: [] };
  return { ...news, grants: grantsOf(values, nowMs) };
}
