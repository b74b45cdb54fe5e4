import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import type { TokenRecord } from "../core/verdict.ts";
import { faultOf } from "../core/verdict.ts";
import type { Change, News } from "../storage/change-log.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";
import type { StoredValue } from "../storage/token-records.ts";
import { findValues, listValues } from "../storage/token-records.ts";
import type { Service } from "./context.ts";

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

/**
 * What a verifier may hold of the value with this digest, if it is one of the project's and good. It must be true at the
 * revision that the verifier is told: what an older snapshot says could have ended since.
 */
export async function findGrant(
  { db, now }: Pick<Service, "db" | "now">,
  { digest, projectId, revision }: { digest: string; projectId: string; revision: number },
): Promise<Grant | null> {
  const found = await findValues(projectId, db, { digests: [digest], holders: [], limit: 1 });
  return (found.revision >= revision && grantsOf(found.values, now())[0]) || null;
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

/** What a mirror holds in place of what the news let it forget; undefined where that is too much, or everything. */
export async function grantsInstead(
  { db, now }: Pick<Service, "db" | "now">,
  projectId: string,
  { revision, changes }: News,
): Promise<Grant[] | undefined> {
  if (!changes) return undefined;
  const refsOf = (kind: Change["kind"]) => changes.filter((c) => c.kind === kind).map((c) => c.ref);
  const asked = { digests: refsOf("token"), holders: refsOf("holder"), limit: LIMITS.grantsPage + 1 };
  const found = await findValues(projectId, db, asked);
  if (found.revision < revision)
    throw new Refusal("unavailable", "The database does not know its own changes");
  return found.values.length > LIMITS.grantsPage ? undefined : grantsOf(found.values, now());
}
