import type { Role, ServiceRole, TokenAccess } from "../core/policy.ts";
import type { TokenRecord } from "../core/verdict.ts";
import { isActive } from "./active-tokens.ts";
import type { Db } from "./open.ts";
import { PROJECT_COLUMNS, projectOf } from "./projects.ts";
import { selectTokens, tokenOf } from "./tokens.ts";

/** Everything a check needs to know of the value with this digest, and the revision it was true at: one statement. */
export async function findTokenRecord(
  db: Db,
  digest: Uint8Array,
): Promise<{ record: TokenRecord; revision: number } | undefined> {
  const row = await selectRecords(db).where("v.digest", "=", digest).executeTakeFirst();
  return row && { record: recordOf(row), revision: row.revision };
}

/** A stored value by its digest (hex), with what a check needs to know of it. */
export interface StoredValue {
  digest: string;
  record: TokenRecord;
}

/** The values of a project in the order of their digests, and the revision they were read at: one statement. */
export async function listValues(
  projectId: string,
  db: Db,
  { after, limit }: { after: string; limit: number },
): Promise<{ values: StoredValue[]; revision: number | undefined }> {
  const rows = await selectRecords(db)
    .where("t.project_id", "=", projectId)
    .where("v.digest", ">", Buffer.from(after, "hex"))
    .orderBy("v.digest")
    .limit(limit)
    .execute();
  return { values: rows.map(valueOf), revision: rows[0]?.revision };
}

/** The values with these digests and those of these holders. */
export async function findValues(
  projectId: string,
  db: Db,
  { digests, holders }: { digests: readonly string[]; holders: readonly string[] },
): Promise<StoredValue[]> {
  if (digests.length + holders.length === 0) return [];
  const rows = await selectRecords(db)
    .where("t.project_id", "=", projectId)
    .where((eb) =>
      eb.or([
        eb(
          "v.digest",
          "in",
          digests.map((digest) => Buffer.from(digest, "hex")),
        ),
        eb("t.user_id", "in", holders),
        eb("t.service_account_id", "in", holders),
      ]),
    )
    .execute();
  return rows.map(valueOf);
}

function valueOf(row: RecordRow): StoredValue {
  return { digest: Buffer.from(row.digest).toString("hex"), record: recordOf(row) };
}

/** What a check knows of every active token of a project, by its current value. */
export async function listActiveRecords(projectId: string, db: Db, nowMs: number): Promise<TokenRecord[]> {
  const rows = await selectRecords(db)
    .where("t.project_id", "=", projectId)
    .whereRef("v.version", "=", "t.version")
    .where(isActive(nowMs))
    .execute();
  return rows.map(recordOf);
}

function selectRecords(db: Db) {
  return selectTokens(db)
    .innerJoin("token_versions as v", "v.token_id", "t.id")
    .innerJoin("projects as p", "p.id", "t.project_id")
    .leftJoin("members as m", (join) =>
      join.onRef("m.project_id", "=", "t.project_id").onRef("m.user_id", "=", "t.user_id"),
    )
    .innerJoin("revision as r", (join) => join.onTrue())
    .select(PROJECT_COLUMNS)
    .select([
      "r.n as revision",
      "v.digest",
      "v.valid_until",
      "m.role as member_role",
      "m.token_access",
      "m.active as member_active",
      "s.role as service_role",
      "s.active as service_active",
    ]);
}

type RecordRow = Awaited<ReturnType<ReturnType<typeof selectRecords>["executeTakeFirstOrThrow"]>>;

function recordOf(row: RecordRow): TokenRecord {
  return {
    token: tokenOf(row),
    validUntilMs: row.valid_until,
    project: projectOf(row),
    holder: row.user_id === null ? serviceHolder(row) : userHolder(row),
  };
}

function serviceHolder(row: { service_role: ServiceRole | null; service_active: number | null }) {
  return {
    type: "serviceAccount" as const,
    active: row.service_active === 1,
    role: row.service_role ?? "member",
  };
}

/** Whoever is no member (any more) holds nothing. */
function userHolder(row: {
  member_role: Role | null;
  member_active: number | null;
  token_access: TokenAccess | null;
}) {
  return {
    type: "user" as const,
    active: row.member_active === 1,
    role: row.member_role ?? "member",
    tokenAccess: row.token_access ?? "deny",
  };
}
