import type { RateLimit } from "../core/rate-limit.ts";
import type { DenialCode, TokenRecord } from "../core/verdict.ts";
import { faultOf } from "../core/verdict.ts";
import type { Change } from "../storage/change-log.ts";
import { readNews } from "../storage/change-log.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";
import type { StoredValue } from "../storage/token-records.ts";
import { findValues, listValues } from "../storage/token-records.ts";

/** A value that is good in itself, as a verifier may hold it. */
export interface Grant {
  digest: string;
  token: {
    id: string;
    kind: "personal" | "service";
    name: string;
    scopes: string[];
    expiresAt: string | null;
  };
  validUntil: string | null;
  holder: TokenRecord["token"]["holder"];
  project: { id: string; slug: string };
  role: TokenRecord["holder"]["role"];
  ipAllowList: string[];
  rateLimit: RateLimit | null;
}

/** What may be held of a value, or why it is good for nothing. */
export function grantOf({ digest, record }: StoredValue, nowMs: number): Grant | DenialCode {
  const fault = faultOf(record, nowMs);
  if (fault !== undefined) return fault;
  const { id, kind, name, scopes, expiresAtMs, holder, ipAllowList, rateLimit } = record.token;
  return {
    digest,
    token: { id, kind, name, scopes: [...scopes], expiresAt: instantOf(expiresAtMs) },
    validUntil: instantOf(record.validUntilMs),
    holder,
    project: { id: record.project.id, slug: record.project.slug },
    role: record.holder.role,
    ipAllowList: [...ipAllowList],
    rateLimit,
  };
}

function instantOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function grantsOf(values: readonly StoredValue[], nowMs: number): Grant[] {
  return values.map((value) => grantOf(value, nowMs)).filter((grant) => typeof grant === "object");
}

/** What a verifier may hold of the value with this digest, if it is one of the project's and good. */
export async function findGrant(
  db: Db,
  { digest, projectId, nowMs }: { digest: string; projectId: string; nowMs: number },
): Promise<Grant | null> {
  const values = await findValues(projectId, db, { digests: [digest], holders: [] });
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
  const asked = { digests: refsOf("token"), holders: refsOf("holder") };
  const values = await findValues(projectId, db, asked);
  return { ...news, grants: grantsOf(values, nowMs) };
}
